/** The table of results. The leaderboard and the preview of a submission show the same row. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LeaderboardRow, RankedMetric } from "../api/wire";
import { figure, number, plural, tokens, variationWord } from "../format/number";
import { methodWord, scopeWord, shortHardware, shortModel } from "../format/words";
import { Engine, Missing, TrustMark, Value } from "./data";
import styles from "./data.module.css";

export type Rank = { position: number } | { reason: string };

export interface Column {
  key: string;
  title: string;
  under?: string;
  /** Metric it sorts by; columns without one can't be sorted. */
  metric?: RankedMetric;
  /** Direction that a first click gives. */
  best?: "asc" | "desc";
  numeric?: boolean;
  optional?: boolean;
  wide?: boolean;
  /** Drawn only where it is asked for, or orders the table. */
  extra?: boolean;
}

export const columns: readonly Column[] = [
  { key: "rank", title: "Rank" },
  { key: "model", title: "Model", under: "configuration" },
  { key: "hardware", title: "Hardware" },
  { key: "engine", title: "Engine" },
  { key: "precision", title: "Precision", under: "energy scope", optional: true },
  {
    key: "tokens_per_joule",
    title: "Tokens per joule",
    under: "tok/J, ↑ better",
    metric: "tokens_per_joule",
    best: "desc",
    numeric: true,
    wide: true,
  },
  {
    key: "throughput_tokens_per_sec",
    title: "Throughput",
    under: "tok/s",
    metric: "throughput_tokens_per_sec",
    best: "desc",
    numeric: true,
  },
  {
    key: "time_to_first_token_ms",
    title: "First token",
    under: "mean, ms",
    metric: "time_to_first_token_ms",
    best: "asc",
    numeric: true,
  },
  {
    key: "latency_per_token_ms",
    title: "Per token",
    under: "mean, ms",
    metric: "latency_per_token_ms",
    best: "asc",
    numeric: true,
  },
  { key: "peak_memory_mb", title: "Memory", under: "peak, GB", metric: "peak_memory_mb", best: "asc", numeric: true },
  {
    key: "total_energy_joules",
    title: "Energy",
    under: "of a cycle, J",
    metric: "total_energy_joules",
    best: "asc",
    numeric: true,
    extra: true,
  },
  {
    key: "avg_power_watts",
    title: "Power",
    under: "mean, W",
    metric: "avg_power_watts",
    best: "asc",
    numeric: true,
    extra: true,
  },
  {
    key: "flops_per_second",
    title: "Compute",
    under: "TFLOP/s",
    metric: "flops_per_second",
    best: "desc",
    numeric: true,
    extra: true,
  },
  { key: "trust", title: "Trust" },
  { key: "cycles", title: "Cycles", under: "n, variation", optional: true },
];
export interface Choice {
  /** Of those that are drawn otherwise. */
  hide: readonly string[];
  /** Of the extra ones. */
  show: readonly string[];
  /** The column that orders the table is always drawn. */
  sort: string;
}
export const orders = (column: Column, sort: string) =>
  column.metric !== undefined && sort.replace(/^-/, "") === column.metric;
export const isShown = (column: Column, { hide, show, sort }: Choice) =>
  orders(column, sort) || (column.extra ? show.includes(column.key) : !hide.includes(column.key));
const usual = columns.filter((column) => !column.extra).length;
/** What a column menu offers. */
export const choosable = columns.filter((column) => !["rank", "model", "tokens_per_joule"].includes(column.key));

const names = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join(" ");

export interface Scale {
  max: number;
  low: number;
}
/** One linear scale for the whole table, from zero. */
export function scaleOf(rows: readonly LeaderboardRow[]): Scale {
  const values = rows.flatMap((row) => {
    const { value, ci95_half_width } = row.metrics.tokens_per_joule;
    return value === null ? [] : [[value - (ci95_half_width ?? 0), value + (ci95_half_width ?? 0)] as const];
  });
  return {
    max: Math.max(...values.map(([, high]) => high), Number.MIN_VALUE),
    low: Math.max(Math.min(...values.map(([low]) => low)), 0),
  };
}

export function Whisker({ value, halfWidth, scale }: { value: number; halfWidth: number | null; scale: Scale }) {
  const x = (v: number) => Number((4 + (Math.max(v, 0) / scale.max) * 100).toFixed(1));
  const half = halfWidth ?? 0;
  return (
    <svg viewBox="0 0 108 16" aria-hidden="true">
      <path className={styles["track"]} d={`M4 8H104`} />
      {half > 0 && (
        <path
          className={styles["interval"]}
          d={`M${String(x(value - half))} 8H${String(x(value + half))}M${String(x(value - half))} 4v8M${String(x(value + half))} 4v8`}
        />
      )}
      <circle className={half > 0 ? styles["mean"] : styles["single"]} cx={x(value)} cy="8" r={half > 0 ? 2 : 2.5} />
    </svg>
  );
}

/** A metric in a cell of its own: its place on a card, its name there, and by what it is multiplied. */
const stats: Partial<Record<string, { metric: RankedMetric; place: string; label: string; factor?: number }>> = {
  throughput_tokens_per_sec: { metric: "throughput_tokens_per_sec", place: "s1", label: "Output tok/s" },
  time_to_first_token_ms: { metric: "time_to_first_token_ms", place: "s2", label: "First token ms" },
  latency_per_token_ms: { metric: "latency_per_token_ms", place: "s3", label: "Per token ms" },
  peak_memory_mb: { metric: "peak_memory_mb", place: "s4", label: "Memory GB", factor: 1e-3 },
  total_energy_joules: { metric: "total_energy_joules", place: "s5", label: "Energy J" },
  avg_power_watts: { metric: "avg_power_watts", place: "s6", label: "Power W" },
  flops_per_second: { metric: "flops_per_second", place: "s7", label: "TFLOP/s", factor: 1e-12 },
};
const energies: readonly RankedMetric[] = ["total_energy_joules", "avg_power_watts"];

interface StatProps extends NonNullable<(typeof stats)[string]> {
  row: LeaderboardRow;
  /** The column that orders the table shows how certain each value is. */
  sorted: boolean;
}

function Stat({ row, metric, place, label, factor = 1, sorted }: StatProps) {
  const { value, ci95_half_width } = row.metrics[metric];
  const half = ci95_half_width === null ? null : ci95_half_width * factor;
  const shown =
    value === null ? null : sorted ? figure(value * factor, half) : { value: number(value * factor), plusMinus: null };
  return (
    <td
      className={names(styles["num"], styles["stat"], styles[place], sorted && styles["ordering"])}
      data-label={label}
    >
      {shown === null ? (
        <Missing reason={(energies.includes(metric) ? row.energy_absent_reason : null) ?? "not measured"} />
      ) : (
        <span title={half === null ? "one value, no interval" : `± ${number(half, 2)} (95 %)`}>{shown.value}</span>
      )}
      {shown?.plusMinus && <span className={styles["under"]}>± {shown.plusMinus}</span>}
    </td>
  );
}

export function configuration(row: LeaderboardRow): string {
  return [row.load, `${tokens(row.input_tokens)} in, ${tokens(row.output_tokens)} out`].filter(Boolean).join(" · ");
}

const cells: Record<string, (row: LeaderboardRow, rank: Rank, scale: Scale, link: boolean) => ReactNode> = {
  rank: (_row, rank) => (
    <td className={names(styles["rank"], "nowrap")}>
      {"position" in rank ? <b>{rank.position}</b> : <Missing reason={rank.reason} />}
    </td>
  ),
  model: (row, _rank, _scale, link) => (
    <th scope="row" className={styles["model"]} title={row.model}>
      {link ? (
        <Link to="/results/$resultId" params={{ resultId: row.id }}>
          {shortModel(row.model)}
        </Link>
      ) : (
        <b>{shortModel(row.model)}</b>
      )}
      {row.warnings > 0 && <span className={styles["flag"]}>{plural(row.warnings, "warning")}</span>}
      {!row.complete && <span className={styles["flag"]}>stopped early</span>}
      <span className={styles["under"]}>
        <span className="if-compact">{row.precision ? `${row.precision} · ` : ""}</span>
        {configuration(row)}
      </span>
    </th>
  ),
  hardware: (row) => (
    <td className={styles["hw"]} title={row.hardware}>
      {shortHardware(row.hardware)}
      <span className={styles["under"]}>
        {row.hardware_count > 1 ? `${String(row.hardware_count)} devices` : "1 device"}
      </span>
    </td>
  ),
  engine: (row) => (
    <td className={styles["eng"]} title={row.engine_version}>
      <Engine name={row.engine} />
      <span className={styles["under"]}>{row.engine_version || "version unknown"}</span>
    </td>
  ),
  precision: (row) => (
    <td className={names(styles["optional"], "nowrap")}>
      {row.precision || <Missing reason="precision unknown" />}
      <span className={styles["under"]}>{scopeWord(row.energy_scope)}</span>
    </td>
  ),
  tokens_per_joule: (row, _rank, scale) => {
    const { value, ci95_half_width } = row.metrics.tokens_per_joule;
    return [
      <td key="value" className={names(styles["num"], styles["kpi"])} data-unit="tok/J">
        {value === null ? (
          <Missing reason={row.energy_absent_reason ?? "energy was not measured"} />
        ) : (
          <Value value={value} halfWidth={ci95_half_width} />
        )}
      </td>,
      <td key="whisker" className={styles["whisker"]}>
        {row.energy_method === "modelled" || row.energy_method === "replayed" ? (
          <span className={styles["flag"]} title={methodWord(row.energy_method)}>
            {row.energy_method}
          </span>
        ) : value === null ? null : (
          <Whisker value={value} halfWidth={ci95_half_width} scale={scale} />
        )}
      </td>,
    ];
  },
  trust: (row) => (
    <td className={styles["trustCell"]}>
      <TrustMark trust={row.trust} />
      <span className={names(styles["under"], "if-compact")}>
        n {row.cycles}
        {row.cv === null ? "" : `, CV ${(row.cv * 100).toFixed(1)} %`}
      </span>
    </td>
  ),
  cycles: (row) => (
    <td className={names(styles["optional"], "nowrap")}>
      {row.cycles}
      <span className={styles["under"]}>
        {row.cv === null ? "no variation" : `${(row.cv * 100).toFixed(1)} %, ${variationWord(row.cv)}`}
      </span>
    </td>
  ),
};

export interface BoardProps {
  caption: string;
  rows: readonly { row: LeaderboardRow; rank: Rank }[];
  hide?: readonly string[];
  show?: readonly string[];
  /** "-tokens_per_joule"; nothing where the order can't be changed. */
  sort?: string;
  onSort?: (sort: string) => void;
  busy?: boolean;
  skeleton?: number;
  link?: boolean;
  current?: number;
}

function Head({ column, sort, onSort }: { column: Column; sort: string | undefined; onSort: BoardProps["onSort"] }) {
  const direction =
    column.metric !== undefined && sort === column.metric
      ? "ascending"
      : column.metric !== undefined && sort === `-${column.metric}`
        ? "descending"
        : undefined;
  const text = (
    <span>
      {column.title}
      {column.under && <small>{column.under}</small>}
    </span>
  );
  const metric = column.metric;
  const next = () => {
    const first = column.best === "asc" ? (metric ?? "") : `-${metric ?? ""}`;
    const other = column.best === "asc" ? `-${metric ?? ""}` : (metric ?? "");
    return sort === first ? other : first;
  };
  return (
    <th
      scope="col"
      aria-sort={direction}
      colSpan={column.wide ? 2 : undefined}
      className={names(column.numeric && !column.wide && styles["num"], column.optional && styles["optional"])}
    >
      {metric !== undefined && onSort ? (
        <button
          type="button"
          className={styles["sort"]}
          onClick={() => {
            onSort(next());
          }}
        >
          {text}
          <svg aria-hidden="true">
            <use
              href={direction === "ascending" ? "#i-sort-up" : direction === "descending" ? "#i-sort-down" : "#i-sort"}
            />
          </svg>
        </button>
      ) : (
        <span className={styles["sort"]}>{text}</span>
      )}
    </th>
  );
}

/** What every part of the board needs, and nothing of where its rows come from. */
export function Board({
  caption,
  rows,
  hide = [],
  show = [],
  sort,
  onSort,
  busy = false,
  skeleton = 0,
  link = true,
  current = -1,
}: BoardProps) {
  const shown = columns.filter((column) => isShown(column, { hide, show, sort: sort ?? "" }));
  const more = shown.length - usual;
  const scale = scaleOf(rows.map(({ row }) => row));
  return (
    <div
      className={names(styles["boardScroll"], busy && styles["busy"])}
      role="region"
      aria-label={`${caption}, scrollable`}
      tabIndex={0}
    >
      <table
        className={names(styles["table"], styles["board"])}
        data-more={more > 0 ? more : undefined}
        aria-busy={busy}
      >
        <caption className="visually-hidden">{caption}</caption>
        {/* Widths come from the style sheet: a table that fits its columns to its rows moves all of them with each row that arrives. */}
        <colgroup>
          {shown.flatMap(({ key, optional, wide }) =>
            [key, ...(wide ? ["whisker"] : [])].map((name) => (
              <col key={name} data-column={name} className={names(optional && styles["optional"])} />
            )),
          )}
        </colgroup>
        <thead>
          <tr>
            {shown.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, rank }, i) => (
            <tr
              key={row.id || i}
              data-row={i}
              className={names(i === current && styles["current"], row.state === "withdrawn" && styles["withdrawn"])}
            >
              {shown.map((column) => (
                <Cell
                  key={column.key}
                  column={column}
                  row={row}
                  rank={rank}
                  scale={scale}
                  link={link}
                  sort={sort ?? ""}
                />
              ))}
            </tr>
          ))}
          {Array.from({ length: skeleton }, (_, i) => (
            <tr key={`skeleton-${String(i)}`} aria-hidden="true">
              {shown.flatMap((column) => [
                <td
                  key={column.key}
                  className={names(column.optional && styles["optional"], column.key === "model" && styles["model"])}
                >
                  <span className={styles["ghost"]} />
                </td>,
                ...(column.wide ? [<td key="whisker" className={styles["whisker"]} />] : []),
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  column,
  row,
  rank,
  scale,
  link,
  sort,
}: {
  column: Column;
  row: LeaderboardRow;
  rank: Rank;
  scale: Scale;
  link: boolean;
  sort: string;
}) {
  const stat = stats[column.key];
  return stat ? (
    <Stat row={row} sorted={orders(column, sort)} {...stat} />
  ) : (
    <>{cells[column.key]?.(row, rank, scale, link)}</>
  );
}
