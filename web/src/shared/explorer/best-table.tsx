/** The best results of a list: of one model on each device, or of each model on one device. */
import { Link } from "@tanstack/react-router";
import type { LeaderboardRow } from "../api/wire";
import { number } from "../format/number";
import { scopeWord, shortHardware, shortModel } from "../format/words";
import { cx } from "../lib/cx";
import { pageId } from "../lib/page-id";
import { configuration } from "../ui/board-cells";
import { Whisker, type Scale } from "../ui/whisker";
import data from "../ui/data.module.css";
import { Engine, Missing, TrustMark, Value } from "../ui/data";
import styles from "./explorer.module.css";
import { exceededListText, exceededText, metricByName, valueIn, type ShownMetric } from "./metric";
import { CardUnit } from "./card-unit";
import { RankCell } from "./rank-cell";

/** What a row is the best of. */
export type BestOf = "hardware" | "model";
type Exceeded = Parameters<typeof exceededText>[0];
export interface BestRow {
  row: LeaderboardRow;
  /** The limits that it does not meet. */
  exceeded?: readonly Exceeded[];
}

/** Beside the metric that ranks; each only if it is another. */
const beside = [
  "throughput_tokens_per_sec",
  "time_to_first_token_ms",
  "latency_per_token_ms",
  "peak_memory_mb",
] as const;

export function scaleOfRows(rows: readonly BestRow[], metric: ShownMetric): Scale {
  const ends = rows.map(({ row }) => {
    const { value, ci95_half_width } = valueIn(row, metric);
    return ((value ?? 0) + (ci95_half_width ?? 0)) * metric.factor;
  });
  return { max: Math.max(...ends, Number.MIN_VALUE), low: 0 };
}

function Name({ row, of }: { row: LeaderboardRow; of: BestOf }) {
  const name = of === "hardware" ? row.hardware : row.model;
  const to = of === "hardware" ? "/hardware/$id" : "/models/$id";
  return (
    <th scope="row" className={styles["name"]} title={name}>
      <Link to={to} params={{ id: pageId(name) }}>
        {of === "hardware" ? shortHardware(name) : shortModel(name)}
      </Link>
    </th>
  );
}

export function MetricCells({ row, metric, scale }: { row: LeaderboardRow; metric: ShownMetric; scale: Scale }) {
  const { value, ci95_half_width } = valueIn(row, metric);
  const half = ci95_half_width === null ? null : ci95_half_width * metric.factor;
  const absent = metric.isEnergy ? (row as Partial<LeaderboardRow>).energy_absent_reason : null;
  return (
    <>
      <td className={cx(data["num"], styles["kpi"])}>
        {value === null ? (
          <Missing reason={absent ?? "not measured"} />
        ) : (
          <>
            <Value value={value * metric.factor} halfWidth={half} />
            <CardUnit unit={metric.unit} />
          </>
        )}
        {metric.isEnergy && value !== null && <span className={data["under"]}>{scopeWord(row.energy_scope)}</span>}
      </td>
      <td className={styles["whisker"]}>
        {value !== null && <Whisker value={value * metric.factor} halfWidth={half} scale={scale} />}
      </td>
    </>
  );
}

interface RowProps {
  best: BestRow;
  of: BestOf;
  metric: ShownMetric;
  sort: string;
  scale: Scale;
}

function Row({ best, of, metric, sort, scale }: RowProps) {
  const { row, exceeded = [] } = best;
  const over = new Map(exceeded.map((limit) => [limit.metric, limit]));
  return (
    <tr>
      <td className={cx(styles["rank"], "nowrap")}>
        {exceeded.length > 0 ? (
          <Missing reason={`outside the limits: ${exceededListText(exceeded)}`} />
        ) : (
          <RankCell row={row} sort={sort} />
        )}
      </td>
      <Name row={row} of={of} />
      <td className={styles["eng"]}>
        <Engine name={row.engine} />
        <span className={data["under"]}>
          <Link to="/results/$resultId" params={{ resultId: row.id }}>
            {[row.precision, configuration(row)].filter(Boolean).join(" · ")}
          </Link>
        </span>
      </td>
      <MetricCells row={row} metric={metric} scale={scale} />
      {beside
        .filter((name) => name !== metric.name)
        .flatMap((name) => metricByName(name) ?? [])
        .map((shown) => {
          const { value } = valueIn(row, shown);
          const limit = over.get(shown.name);
          return (
            <td
              key={shown.name}
              className={cx(data["num"], styles["stat"], limit && styles["over"])}
              data-label={`${shown.short}, ${shown.unit}`}
              title={limit && exceededText(limit)}
            >
              {value === null ? <Missing reason="not measured" /> : number(value * shown.factor)}
              {limit && <span className="visually-hidden"> {exceededText(limit)}</span>}
            </td>
          );
        })}
      <td className={styles["trust"]}>
        <TrustMark trust={row.trust} />
      </td>
    </tr>
  );
}

interface Props {
  caption: string;
  of: BestOf;
  metric: ShownMetric;
  sort: string;
  rows: readonly BestRow[];
  outside?: readonly BestRow[];
}

/** In the order of their best rows: energies of different scope are never ranked together. */
const scopesOf = (rows: readonly BestRow[]) => [...new Set(rows.map(({ row }) => row.energy_scope))];

export function BestTable({ caption, of, metric, sort, rows, outside = [] }: Props) {
  const scale = scaleOfRows([...rows, ...outside], metric);
  const scopes = metric.isEnergy ? scopesOf(rows) : [null];
  const columns = beside.filter((name) => name !== metric.name).length + 6;
  return (
    <div className={styles["scroll"]} role="region" aria-label={`${caption}, scrollable`} tabIndex={0}>
      <table className={cx(data["table"], styles["cards"])}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              Rank
              <br />
              range
            </th>
            <th scope="col">{of === "hardware" ? "Device" : "Model"}</th>
            <th scope="col">
              Engine
              <br />
              configuration
            </th>
            <th scope="colgroup" colSpan={2}>
              {metric.title}
              <br />
              {metric.unit}, {metric.higherIsBetter ? "↑" : "↓"} better
            </th>
            {beside
              .filter((name) => name !== metric.name)
              .flatMap((name) => metricByName(name) ?? [])
              .map((shown) => (
                <th key={shown.name} scope="col" className={data["num"]}>
                  {shown.short}
                  <br />
                  {shown.unit}
                </th>
              ))}
            <th scope="col">Trust</th>
          </tr>
        </thead>
        {scopes.map((scope) => (
          <tbody key={scope}>
            {scope !== null && scopes.length > 1 && (
              <tr className={styles["group"]}>
                <th colSpan={columns} scope="rowgroup">
                  {scope === "none" ? "No energy" : `Energy of ${scopeWord(scope)}: ranked by themselves`}
                </th>
              </tr>
            )}
            {rows
              .filter(({ row }) => scope === null || row.energy_scope === scope)
              .map((best) => (
                <Row key={best.row.id} {...{ best, of, metric, sort, scale }} />
              ))}
          </tbody>
        ))}
        {outside.length > 0 && (
          <tbody>
            <tr className={styles["group"]}>
              <th colSpan={columns} scope="rowgroup">
                Outside the limits
              </th>
            </tr>
            {outside.map((best) => (
              <Row key={best.row.id} {...{ best, of, metric, sort, scale }} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}
