/** A column head that orders the table. */
import { cx } from "../lib/cx";
import data from "../ui/data.module.css";

interface Props {
  title: string;
  note?: React.ReactNode;
  /** Undefined: the table is not in the order of this column. */
  direction: "ascending" | "descending" | undefined;
  onSort: () => void;
  numeric?: boolean;
  colSpan?: number;
  className?: string | undefined;
  children?: React.ReactNode;
}

const symbols = { ascending: "#i-sort-up", descending: "#i-sort-down", none: "#i-sort" };

export function SortHead({ title, note, direction, onSort, numeric, colSpan, className, children }: Props) {
  return (
    <th
      scope={colSpan ? "colgroup" : "col"}
      colSpan={colSpan}
      aria-sort={direction}
      className={cx(numeric && data["num"], className)}
    >
      <button type="button" className={data["sort"]} onClick={onSort}>
        <span>
          {title}
          {note !== undefined && <small>{note}</small>}
        </span>
        <svg aria-hidden="true">
          <use href={symbols[direction ?? "none"]} />
        </svg>
      </button>
      {children}
    </th>
  );
}
