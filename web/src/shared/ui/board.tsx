/** The table of results. The leaderboard and the preview of a submission show the same row. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LeaderboardRow } from "../api/wire";
import { figure, number, plural, variationWord } from "../format/number";
import { lengthsText, methodWord, scopeWord, shortHardware, shortModel } from "../format/words";
import { isMetric, isWide, orders, shownColumns, usualCount, type Column, type MetricColumn } from "./board-columns";
import { Engine, Missing, TrustMark, Value } from "./data";
import styles from "./data.module.css";

export type Rank = { position: number } | { reason: string };

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

/** A metric in a cell of its own. The column that orders the table shows how certain each value is. */
function Stat({ row, column, ordering }: { row: LeaderboardRow; column: MetricColumn; ordering: boolean }) {
  const { value, ci95_half_width } = row.metrics[column.key];
  const { factor, isEnergy, cardLabel } = column.metric;
  const half = ci95_half_width === null ? null : ci95_half_width * factor;
  const shown =
    value === null
      ? null
      : ordering
        ? figure(value * factor, half)
        : { value: number(value * factor), plusMinus: null };
  return (
    <td className={names(styles["num"], styles["stat"], ordering && styles["ordering"])} data-label={cardLabel}>
      {shown === null ? (
        <Missing reason={(isEnergy ? row.energy_absent_reason : null) ?? "not measured"} />
      ) : (
        <span title={half === null ? "one value, no interval" : `± ${number(half, 2)} (95 %)`}>{shown.value}</span>
      )}
      {shown?.plusMinus && <span className={styles["under"]}>± {shown.plusMinus}</span>}
    </td>
  );
}

export function configuration(row: LeaderboardRow): string {
  return [row.load, lengthsText(row)].filter(Boolean).join(" · ");
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
      {row.flags.length > 0 && <span className={styles["flag"]}>{plural(row.flags.length, "warning")}</span>}
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
      {/* One device that nobody named was not counted either. */}
      {(row.hardware_count > 1 || !row.hardware.startsWith("unknown ")) && (
        <span className={styles["under"]}>{plural(row.hardware_count, "device")}</span>
      )}
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
      {row.imported_from && (
        <span className={styles["under"]} title={`imported from ${row.imported_from}`}>
          {row.imported_from}
        </span>
      )}
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

function HeadText({ column: { title, note } }: { column: Column }) {
  return (
    <span>
      {title}
      {note && <small>{note}</small>}
    </span>
  );
}

function Head({ column, sort, onSort }: { column: Column; sort: string | undefined; onSort: BoardProps["onSort"] }) {
  const { key, metric, optional } = column;
  const sorted = metric !== undefined && sort !== undefined && orders(column, sort);
  const direction = sorted ? (sort === key ? "ascending" : "descending") : undefined;
  const first = metric?.firstOrder ?? "";
  const next = sort !== first ? first : direction === "descending" ? key : `-${key}`;
  const symbol = { ascending: "#i-sort-up", descending: "#i-sort-down", none: "#i-sort" }[direction ?? "none"];
  return (
    <th
      scope="col"
      aria-sort={direction}
      colSpan={metric?.wide ? 2 : undefined}
      className={names(metric && !metric.wide && styles["num"], optional && styles["optional"])}
    >
      {metric !== undefined && onSort ? (
        <button
          type="button"
          className={styles["sort"]}
          onClick={() => {
            onSort(next);
          }}
        >
          <HeadText column={column} />
          <svg aria-hidden="true">
            <use href={symbol} />
          </svg>
        </button>
      ) : (
        <span className={styles["sort"]}>
          <HeadText column={column} />
        </span>
      )}
    </th>
  );
}

/** Widths come from the style sheet: a table that fits its columns to its rows moves all of them with each row that arrives. */
function Widths({ shown }: { shown: readonly Column[] }) {
  return (
    <colgroup>
      {shown.flatMap((column) =>
        [column.key, ...(isWide(column) ? ["whisker"] : [])].map((name) => (
          <col key={name} data-column={name} className={names(column.optional && styles["optional"])} />
        )),
      )}
    </colgroup>
  );
}

/** A row in the place of one that is loading. */
function Ghost({ shown }: { shown: readonly Column[] }) {
  return (
    <tr aria-hidden="true">
      {shown.flatMap((column) => [
        <td
          key={column.key}
          className={names(column.optional && styles["optional"], column.key === "model" && styles["model"])}
        >
          <span className={styles["ghost"]} />
        </td>,
        ...(isWide(column) ? [<td key="whisker" className={styles["whisker"]} />] : []),
      ])}
    </tr>
  );
}

interface CellProps {
  column: Column;
  row: LeaderboardRow;
  rank: Rank;
  scale: Scale;
  link: boolean;
  sort: string;
}

function Cell({ column, row, rank, scale, link, sort }: CellProps) {
  if (isMetric(column) && !isWide(column)) return <Stat row={row} column={column} ordering={orders(column, sort)} />;
  return <>{cells[column.key]?.(row, rank, scale, link)}</>;
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
  const shown = shownColumns({ hide, show, sort: sort ?? "" });
  const more = shown.length - usualCount;
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
        <Widths shown={shown} />
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
                <Cell key={column.key} {...{ column, row, rank, scale, link }} sort={sort ?? ""} />
              ))}
            </tr>
          ))}
          {Array.from({ length: skeleton }, (_, i) => (
            <Ghost key={`ghost-${String(i)}`} shown={shown} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
