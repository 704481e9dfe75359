/** All results of a model: sorted here, and only the rows in sight are drawn. */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Link } from "@tanstack/react-router";
import { useRef, type RefObject } from "react";
import { number } from "@/shared/format/number";
import { shortHardware, trustWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import styles from "@/shared/explorer/explorer.module.css";
import type { ShownMetric } from "@/shared/explorer/metric";
import { metricByName } from "@/shared/explorer/metric";
import { SortHead } from "@/shared/explorer/sort-head";
import { Engine, Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import type { Point } from "./points";

// One way to sort: taking texts apart into words and numbers costs half a second of a phone for 5,000 rows.
const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});
const helper = createColumnHelper<typeof features, Point>();
/** Below this all rows are drawn, so that a page can be searched and read aloud. */
const drawnWhole = 200;
const rowHeight = 41;

const beside = [
  "throughput_tokens_per_sec",
  "time_to_first_token_ms",
  "latency_per_token_ms",
  "peak_memory_mb",
  "avg_power_watts",
];

function columnsOf(metric: ShownMetric) {
  const figures = [
    metric,
    ...beside.filter((name) => name !== metric.name).flatMap((name) => metricByName(name) ?? []),
  ];
  return helper.columns([
    helper.accessor("hardware", { id: "hardware", header: "Device" }),
    helper.accessor("precision", { id: "precision", header: "Precision" }),
    helper.accessor("engine", { id: "engine", header: "Engine" }),
    helper.accessor((point) => point.concurrency ?? undefined, {
      id: "concurrency",
      header: "Load",
      sortUndefined: "last",
    }),
    ...figures.map((shown) =>
      helper.accessor((point) => point.values[shown.name] ?? undefined, {
        id: shown.name,
        header: shown.short,
        sortUndefined: "last",
        sortDescFirst: shown.higherIsBetter,
      }),
    ),
    helper.accessor("trust", { id: "trust", header: "Trust" }),
    helper.accessor("submittedBy", { id: "by", header: "By" }),
    helper.accessor("submittedAt", { id: "date", header: "Submitted", sortDescFirst: true }),
  ]);
}

function cellOf(id: string, point: Point) {
  const metric = metricByName(id);
  if (metric) {
    const value = point.values[metric.name];
    return value === undefined || value === null ? <Missing reason="not measured" /> : number(value * metric.factor);
  }
  switch (id) {
    case "hardware":
      return (
        <Link to="/results/$resultId" params={{ resultId: point.id }} title={point.hardware}>
          {shortHardware(point.hardware)}
        </Link>
      );
    case "precision":
      return point.precision || <Missing reason="precision unknown" />;
    case "engine":
      return <Engine name={point.engine} />;
    case "concurrency":
      return point.load;
    case "trust":
      return trustWord(point.trust);
    case "by":
      return point.submittedBy;
    default:
      return <time dateTime={point.submittedAt}>{point.submittedAt.slice(0, 10)}</time>;
  }
}

/** The rows that are drawn, and the height of those above and below them. */
function useRowsInSight<Row>(rows: readonly Row[], box: RefObject<HTMLDivElement | null>) {
  const whole = rows.length <= drawnWhole;
  // What it returns must not be kept between renderings, and is not.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: !whole,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  if (whole) return { shown: rows.map((row, index) => ({ row, index })), before: 0, after: 0 };
  const items = virtual.getVirtualItems();
  const shown = items.flatMap(({ index }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ row, index }];
  });
  return { shown, before: items[0]?.start ?? 0, after: virtual.getTotalSize() - (items.at(-1)?.end ?? 0) };
}

/** In the place of the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns}>
        <svg width="1" height={height} />
      </td>
    </tr>
  );
}

export function ResultTable({ points, metric }: { points: Point[]; metric: ShownMetric }) {
  const columns = useColumns(metric);
  const table = useTable({
    features,
    columns,
    data: points,
    getRowId: (point) => point.id,
    defaultColumn: { sortFn: "basic" },
    initialState: { sorting: [{ id: metric.name, desc: metric.higherIsBetter }] },
  });
  const box = useRef<HTMLDivElement>(null);
  const { rows } = table.getRowModel();
  const { shown, before, after } = useRowsInSight(rows, box);
  const [group] = table.getHeaderGroups();
  return (
    <div ref={box} className={styles["tall"]} role="region" aria-label="All results, scrollable" tabIndex={0}>
      <table className={data["table"]} aria-rowcount={rows.length + 1}>
        <caption className="visually-hidden">All results of the model</caption>
        <thead>
          <tr aria-rowindex={1}>
            {group?.headers.map(({ column }) => {
              const sorted = column.getIsSorted();
              const shownMetric = metricByName(column.id);
              return (
                <SortHead
                  key={column.id}
                  title={String(column.columnDef.header)}
                  {...(shownMetric ? { note: shownMetric.unit, numeric: true } : {})}
                  direction={sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"}
                  onSort={() => {
                    column.toggleSorting();
                    if (box.current) box.current.scrollTop = 0;
                  }}
                />
              );
            })}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} columns={columns.length} />
          {shown.map(({ row, index }) => (
            <tr key={row.id} aria-rowindex={index + 2}>
              {group?.headers.map(({ column }) => (
                <td key={column.id} className={cx(metricByName(column.id) && data["num"])}>
                  {cellOf(column.id, row.original)}
                </td>
              ))}
            </tr>
          ))}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

const made = new Map<string, ReturnType<typeof columnsOf>>();
/** One list for each metric: a new one would sort all rows again. */
function useColumns(metric: ShownMetric) {
  const known = made.get(metric.name) ?? columnsOf(metric);
  made.set(metric.name, known);
  return known;
}
