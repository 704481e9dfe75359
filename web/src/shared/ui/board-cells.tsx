/** The cells of a row of the board; the server draws the same ones (src/pages/board_cells.cpp). */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { grades } from "../api/vocabulary";
import type { LeaderboardRow } from "../api/wire";
import { count, dateTime, figure, number, plural, variationWord } from "../format/number";
import { lengthsText, methodWord, scopeWord, shortHardware, shortModel } from "../format/words";
import { cx } from "../lib/cx";
import { isMetric, isSortable, isWide, orders, type Column, type MetricColumn, type SortColumn } from "./board-columns";
import { Engine, Missing, TrustMark, Value } from "./data";
import styles from "./data.module.css";
import type { Rank } from "./rank";
import { Whisker, type Scale } from "./whisker";

/** A metric in a cell of its own. The column that orders the table shows how certain each value is. */
function Stat({ row, column, ordering }: { row: LeaderboardRow; column: MetricColumn; ordering: boolean }) {
  const { value, ci95_half_width } = row.metrics[column.key];
  const { factor, isEnergy } = column.metric;
  const half = ci95_half_width === null ? null : ci95_half_width * factor;
  const shown =
    value === null
      ? null
      : ordering
        ? figure(value * factor, half)
        : { value: number(value * factor), plusMinus: null };
  return (
    <td
      className={cx(styles["num"], styles["stat"], ordering && styles["ordering"])}
      data-label={column.order.cardLabel}
    >
      {shown === null ? (
        <Missing reason={(isEnergy ? row.energy_absent_reason : null) ?? "not measured"} />
      ) : (
        <span title={half === null ? "one value, no interval" : `± ${number(half, 2)} (95 %)`}>{shown.value}</span>
      )}
      {shown?.plusMinus && <span className={styles["under"]}>± {shown.plusMinus}</span>}
    </td>
  );
}

/** A number of the load, or the date. */
function Attribute({ row, column, ordering }: { row: LeaderboardRow; column: SortColumn; ordering: boolean }) {
  const value =
    column.key === "concurrency"
      ? row.concurrency
      : column.key === "input_tokens"
        ? row.input_tokens
        : row.output_tokens;
  return (
    <td
      className={cx(styles["num"], styles["stat"], ordering && styles["ordering"])}
      data-label={column.order.cardLabel}
    >
      {column.key === "submitted_at" ? (
        <span title={dateTime(row.submitted_at)}>{row.submitted_at.slice(0, "2026-11-20".length)}</span>
      ) : value == null ? (
        <Missing reason={column.absent ?? "not stated"} />
      ) : (
        <span>{count(value)}</span>
      )}
    </td>
  );
}

export function configuration(row: LeaderboardRow): string {
  return [row.load, lengthsText(row)].filter(Boolean).join(" · ");
}

/** What a cell takes from outside of its row. */
export interface CellContext {
  scale: Scale;
  sort: string;
  link: boolean;
  pinned: boolean;
  /** Explains the rank; the button is what was pressed. */
  onWhy?: ((row: LeaderboardRow, button: HTMLElement) => void) | undefined;
}
interface CellProps extends CellContext {
  row: LeaderboardRow;
  rank: Rank;
}

function RankCell({ row, rank, onWhy }: CellProps) {
  const shown =
    "reason" in rank ? (
      <Missing reason={rank.reason} />
    ) : (
      <>
        <b>{rank.position}</b> <span className={styles["range"]}>{rank.range}</span>
      </>
    );
  const title = "reason" in rank ? undefined : rank.title;
  return (
    <td className={cx(styles["rank"], "nowrap")}>
      {onWhy ? (
        <button
          type="button"
          className={styles["why"]}
          title={title}
          aria-haspopup="dialog"
          onClick={(event) => {
            onWhy(row, event.currentTarget);
          }}
        >
          {shown}
        </button>
      ) : (
        <span className={styles["why"]} title={title}>
          {shown}
        </span>
      )}
    </td>
  );
}

function ModelCell({ row, link, pinned }: CellProps) {
  return (
    <th scope="row" className={styles["model"]} title={row.model}>
      {link ? (
        <Link to="/results/$resultId" params={{ resultId: row.id }}>
          {shortModel(row.model)}
        </Link>
      ) : (
        <b>{shortModel(row.model)}</b>
      )}
      {pinned && <span className={cx(styles["flag"], styles["pin"])}>pinned</span>}
      {row.flags.length > 0 && <span className={styles["flag"]}>{plural(row.flags.length, "warning")}</span>}
      {!row.complete && <span className={styles["flag"]}>stopped early</span>}
      {row.state === "withdrawn" && <span className={styles["flag"]}>withdrawn</span>}
      <span className={styles["under"]}>
        <span className="if-compact">{row.precision ? `${row.precision} · ` : ""}</span>
        {configuration(row)}
      </span>
    </th>
  );
}

function EfficiencyCells({ row, scale }: CellProps) {
  const { value, ci95_half_width } = row.metrics.tokens_per_joule;
  return (
    <>
      <td className={cx(styles["num"], styles["kpi"])} data-unit="tok/J">
        {value === null ? (
          <Missing reason={row.energy_absent_reason ?? "energy was not measured"} />
        ) : (
          <Value value={value} halfWidth={ci95_half_width} />
        )}
      </td>
      <td className={styles["whisker"]}>
        {row.energy_method === "modelled" || row.energy_method === "replayed" ? (
          <span className={styles["flag"]} title={methodWord(row.energy_method)}>
            {row.energy_method}
          </span>
        ) : value === null ? null : (
          <Whisker value={value} halfWidth={ci95_half_width} scale={scale} />
        )}
      </td>
    </>
  );
}

const cells: Record<string, (props: CellProps) => ReactNode> = {
  rank: RankCell,
  model: ModelCell,
  hardware: ({ row }) => (
    <td className={styles["hw"]} title={row.hardware}>
      {shortHardware(row.hardware)}
      {/* One device that nobody named was not counted either. */}
      {(row.hardware_count > 1 || !row.hardware.startsWith("unknown ")) && (
        <span className={styles["under"]}>{plural(row.hardware_count, "device")}</span>
      )}
    </td>
  ),
  engine: ({ row }) => (
    <td className={styles["eng"]} title={row.engine_version}>
      <Engine name={row.engine} />
      <span className={styles["under"]}>{row.engine_version || "version unknown"}</span>
    </td>
  ),
  precision: ({ row }) => (
    <td className={cx(styles["optional"], "nowrap")}>
      {row.precision || <Missing reason="precision unknown" />}
      <span className={styles["under"]}>{scopeWord(row.energy_scope)}</span>
    </td>
  ),
  trust: ({ row }) => (
    <td className={styles["trustCell"]}>
      <TrustMark trust={row.trust} />
      {row.imported_from && (
        <span className={styles["under"]} title={`imported from ${row.imported_from}`}>
          {row.imported_from}
        </span>
      )}
      <span className={cx(styles["under"], "if-compact")}>
        n {row.cycles}
        {row.cv === null ? "" : `, CV ${(row.cv * 100).toFixed(1)} %`}
      </span>
    </td>
  ),
  cycles: ({ row }) => (
    <td className={cx(styles["optional"], "nowrap")}>
      {row.cycles}{" "}
      <span className={styles["grade"]} title={grades[row.grade].doc}>
        {row.grade}
      </span>
      <span className={styles["under"]}>
        {row.cv === null ? "no variation" : `${(row.cv * 100).toFixed(1)} %, ${variationWord(row.cv)}`}
      </span>
    </td>
  ),
};

/** The cell of a column; the main figure has two. */
export function Cell({ column, ...props }: CellProps & { column: Column }) {
  const ordering = orders(column, props.sort);
  if (isWide(column)) return <EfficiencyCells {...props} />;
  if (isMetric(column)) return <Stat row={props.row} column={column} ordering={ordering} />;
  const cell = cells[column.key];
  if (cell) return <>{cell(props)}</>;
  return isSortable(column) ? <Attribute row={props.row} column={column} ordering={ordering} /> : <></>;
}
