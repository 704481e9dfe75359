/** A model in the list: where it was measured, its best result within the limits, and the spread of all of them. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CoveredHardware, LeaderboardRow, ModelSummary } from "@/shared/api/wire";
import { number, parameters, plural } from "@/shared/format/number";
import { scopeWord, shortHardware, shortModel } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { MetricCells } from "@/shared/explorer/best-table";
import { CardUnit } from "@/shared/explorer/card-unit";
import { CoverageStrip } from "@/shared/explorer/coverage";
import styles from "@/shared/explorer/explorer.module.css";
import { exceededListText, type ShownMetric } from "@/shared/explorer/metric";
import { RangeStrip, type Axis } from "@/shared/explorer/range-strip";
import { searchOf, type ExplorerView } from "@/shared/explorer/view";
import { configuration } from "@/shared/ui/board-cells";
import type { Scale } from "@/shared/ui/whisker";
import { Engine, Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";

/** The range of the energy scope that the best result has, or that of the most results. */
export const mainRange = ({ ranges, best }: ModelSummary) =>
  ranges.find(({ energy_scope }) => energy_scope === null || energy_scope === best[0]?.energy_scope) ?? ranges[0];

export const kind = ({ has_experts }: ModelSummary) =>
  has_experts === null ? "" : has_experts ? "mixture of experts" : "dense";

/** "35 ×"; nothing for one value. */
export function spreadText({ lowest, highest }: { lowest: number; highest: number }): string {
  if (!(lowest > 0) || highest / lowest < 1.1) return "";
  return `${number(highest / lowest, highest / lowest < 10 ? 2 : 3)} ×`;
}

function Size({ model }: { model: ModelSummary }) {
  const { parameters_total: total, parameters_active: active } = model;
  return (
    <td className={cx(data["num"], styles["size"])} data-label="Parameters">
      {total === null ? <Missing reason="size unknown" /> : parameters(total)}
      {total !== null && active !== null && (
        <span className={data["under"]}>{active < total / 2 ? `${parameters(active)} active` : "all active"}</span>
      )}
    </td>
  );
}

function Configuration({ row, children }: { row: LeaderboardRow; children?: ReactNode }) {
  return (
    <td className={styles["config"]}>
      <Link to="/results/$resultId" params={{ resultId: row.id }} title={row.hardware}>
        {shortHardware(row.hardware)}
        {row.precision && `, ${row.precision}`}
      </Link>
      <span className={data["under"]}>
        <Engine name={row.engine} /> · {configuration(row)}
      </span>
      {children}
    </td>
  );
}

/** The best result, or what comes nearest to the limits. */
function Best({ model, metric, scale }: { model: ModelSummary; metric: ShownMetric; scale: Scale }) {
  const [row, ...others] = model.best;
  const { nearest } = model;
  if (row)
    return (
      <>
        <MetricCells row={row} metric={metric} scale={scale} />
        <Configuration row={row}>
          {others.map((other) => (
            <span key={other.id} className={data["under"]}>
              <Link to="/results/$resultId" params={{ resultId: other.id }}>
                {scopeWord(other.energy_scope)}: {number((other.metrics[metric.name].value ?? 0) * metric.factor)}
                <CardUnit unit={metric.unit} />
              </Link>
            </span>
          ))}
        </Configuration>
      </>
    );
  return (
    <>
      <td className={cx(data["num"], styles["kpi"])}>
        <Missing reason="none within the limits" />
      </td>
      <td className={styles["whisker"]} />
      <td className={styles["config"]}>
        none within the limits
        {nearest && (
          <span className={data["under"]}>
            <Link to="/results/$resultId" params={{ resultId: nearest.row.id }}>
              nearest: {exceededListText(nearest.exceeded)}
            </Link>
          </span>
        )}
      </td>
    </>
  );
}

function Range({ model, metric, axis }: { model: ModelSummary; metric: ShownMetric; axis: Axis | null }) {
  const range = mainRange(model);
  if (!range || !axis)
    return (
      <td className={cx(styles["range"], styles["last"])}>
        <Missing reason={`${metric.title} was not measured`} />
      </td>
    );
  const best = model.best.find((row) => range.energy_scope === null || row.energy_scope === range.energy_scope);
  const value = best?.metrics[metric.name].value;
  const words = `${number(range.lowest * metric.factor)}–${number(range.highest * metric.factor)}`;
  return (
    <td className={styles["range"]}>
      <RangeStrip
        axis={axis}
        low={range.lowest}
        high={range.highest}
        best={value ?? undefined}
        label={`from ${number(range.lowest * metric.factor)} to ${number(range.highest * metric.factor)} ${metric.unit}, median ${number(range.median * metric.factor)}`}
      />
      <span className={data["under"]}>
        {range.results === 1 ? number(range.highest * metric.factor) : words}
        <CardUnit unit={metric.unit} />
        {range.results === 1 && ", one result"}
        {range.results > 1 && spreadText(range) !== "" && (
          <>
            , <b>{spreadText(range)}</b>
          </>
        )}
      </span>
    </td>
  );
}

interface Props {
  model: ModelSummary;
  view: ExplorerView;
  hardware: readonly CoveredHardware[];
  metric: ShownMetric;
  scale: Scale;
  axis: Axis | null;
}

export function ModelRow({ model, view, hardware, metric, scale, axis }: Props) {
  const day = model.newest_at?.slice(0, 10);
  return (
    <tr>
      <th scope="row" className={styles["name"]} title={model.name}>
        <Link
          to="/models/$id"
          params={{ id: model.id }}
          search={searchOf({ ...view, q: "", model_family: [], parameters_billions: "", order: "", reverse: false })}
        >
          {shortModel(model.name)}
        </Link>
        <small>{[kind(model), model.known ? "" : "not in the catalogue"].filter(Boolean).join(" · ")}</small>
      </th>
      <Size model={model} />
      <td className={data["num"]} data-label="Results">
        {model.results}
      </td>
      <td className={styles["coverage"]} data-label="Devices">
        <CoverageStrip hardware={hardware} coverage={model.coverage} measured={model.hardware} />
        <span className="narrow-only">{plural(model.hardware, "device")}</span>
      </td>
      <Best model={model} metric={metric} scale={scale} />
      <Range model={model} metric={metric} axis={axis} />
      <td className={cx(data["num"], styles["last"])}>{day ? <time dateTime={day}>{day}</time> : "—"}</td>
    </tr>
  );
}
