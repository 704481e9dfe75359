/** The data of a chart as a table. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import data from "@/shared/ui/data.module.css";

export interface Column {
  title: string;
  numeric?: boolean;
}
export interface TableRow {
  key: string;
  /** The first names the row. */
  cells: readonly ReactNode[];
}

export function DataTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
}) {
  const look = (i: number) => (columns[i]?.numeric ? data["num"] : undefined);
  return (
    <div className={data["scroll"]} role="region" aria-label={`${caption}, scrollable`} tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title }, i) => (
              <th key={title} scope="col" className={look(i)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, i) =>
                i === 0 ? (
                  <th key={i} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={i} className={look(i)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const ResultLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to="/results/$resultId" params={{ resultId: id }}>
    {children}
  </Link>
);
