/** All results of a model: speed against the metric that ranks them, on logarithmic scales. */
import { count, number, plural } from "@/shared/format/number";
import { scopeWord, shortHardware } from "@/shared/format/words";
import { spoken, type ShownMetric } from "@/shared/explorer/metric";
import chart from "@/shared/ui/chart.module.css";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import { Engine } from "@/shared/ui/data";
import type { Point } from "./points";
import { ResultTable } from "./result-table";
import { acrossOf, ScatterPlot } from "./scatter-plot";

interface Props {
  points: Point[];
  total: number;
  metric: ShownMetric;
  /** The id of the best result. */
  best: string | undefined;
}

function csvRows(points: readonly Point[], metric: ShownMetric, across: ShownMetric): CsvRows {
  return [
    ["result", "hardware", "engine", "precision", "load", "energy_scope", across.name, metric.name],
    ...points.map((point) => [
      point.id,
      point.hardware,
      point.engine,
      point.precision,
      point.load,
      point.energyScope,
      point.values[across.name] ?? null,
      point.values[metric.name] ?? null,
    ]),
  ];
}

/** One sentence of the data, for those who can't see the picture. */
export function takeaway(points: readonly Point[], metric: ShownMetric): string {
  const across = acrossOf(metric);
  const values = points.flatMap((point) => {
    const value = point.values[metric.name];
    return typeof value === "number" && typeof point.values[across.name] === "number" ? [{ point, value }] : [];
  });
  if (values.length === 0) return `No result has both ${spoken(metric.title)} and ${spoken(across.title)}.`;
  const sorted = values.toSorted((a, b) => (metric.higherIsBetter ? b.value - a.value : a.value - b.value));
  const [first, last] = [sorted[0], sorted.at(-1)] as [(typeof sorted)[0], (typeof sorted)[0]];
  const text = ({ point, value }: (typeof sorted)[0]) =>
    `${number(value * metric.factor)} ${metric.unit} on ${shortHardware(point.hardware)}`;
  if (values.length === 1) return `One result: ${text(first)}.`;
  return `${plural(values.length, "result")}: from ${text(last)} to ${text(first)}.`;
}

export function Scatter({ points, total, metric, best }: Props) {
  const across = acrossOf(metric);
  const sentence = takeaway(points, metric);
  const engines = [...new Set(points.map(({ engine }) => engine))];
  const scopes = new Set(points.filter((point) => point.values[metric.name] != null).map((point) => point.energyScope));
  return (
    <ChartFrame
      id="all-results"
      title={
        total > points.length
          ? `${count(points.length)} of ${plural(total, "result")}`
          : `All ${plural(total, "result")}`
      }
      caption={
        <>
          {sentence} Ring: the best. Faded: not ranked.
          {metric.isEnergy &&
            scopes.size > 1 &&
            ` Their energy covers different things: ${[...scopes].map(scopeWord).join(", ")}.`}
        </>
      }
      fileName="lem-model-results"
      rows={() => csvRows(points, metric, across)}
      table={<ResultTable points={points} metric={metric} />}
      legend={
        <ul className={chart["legend"]}>
          {engines.map((engine) => (
            <li key={engine}>
              <Engine name={engine} />
            </li>
          ))}
        </ul>
      }
    >
      <ScatterPlot points={points} metric={metric} best={best} label={sentence} />
    </ChartFrame>
  );
}
