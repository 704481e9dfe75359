/** The main metrics as small multiples of bars, or as differences from the baseline. */
import type { ComparedMetric, ComparisonEntry, ResultComparison } from "@/shared/api/wire";
import { cx } from "@/shared/lib/cx";
import chart from "@/shared/ui/chart.module.css";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import control from "@/shared/ui/control.module.css";
import data from "@/shared/ui/data.module.css";
import { Engine, Missing } from "@/shared/ui/data";
import { Bars } from "./bars";
import styles from "./compare-page.module.css";
import { changeText, differenceOf, displayOf, figureText, shownMetrics } from "./figures";
import { Ratios, groupsOf } from "./ratios";
import { chartKinds, type ChartKind, type CompareView } from "./view";

function rowsOf(metrics: readonly ComparedMetric[], results: readonly ComparisonEntry[]): CsvRows {
  return [
    [
      "metric",
      "letter",
      "result",
      "mean",
      "ci95_low",
      "ci95_high",
      "ratio",
      "ratio_ci95_low",
      "ratio_ci95_high",
      "verdict",
      "words",
    ],
    ...metrics.flatMap((compared) =>
      compared.values.map((value, i) => [
        compared.metric,
        results[i]?.letter ?? "",
        results[i]?.row.id ?? "",
        value.mean,
        value.ci95_low,
        value.ci95_high,
        value.ratio ?? null,
        value.ratio_ci95_low ?? null,
        value.ratio_ci95_high ?? null,
        value.verdict ?? null,
        value.words ?? null,
      ]),
    ),
  ];
}

function DataTable({ metrics, results }: { metrics: readonly ComparedMetric[]; results: readonly ComparisonEntry[] }) {
  return (
    <div className={data["scroll"]} role="region" aria-label="Data of the chart" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Main metrics</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Unit</th>
            {results.map(({ letter, label }) => (
              <th key={letter} scope="col" className={data["num"]} title={label}>
                {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((compared) => {
            const { title, unit, factor } = displayOf(compared.metric);
            return (
              <tr key={compared.metric}>
                <th scope="row">{title}</th>
                <td>{unit}</td>
                {compared.values.map((value, i) => {
                  const difference = differenceOf(value);
                  return (
                    <td key={i} className={data["num"]}>
                      {figureText(value, factor) ?? <Missing reason={value.absent_reason ?? "not measured"} />}
                      {difference && <span className={data["under"]}>{changeText(difference.ratio)}</span>}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Legend({ results, hatched }: { results: readonly ComparisonEntry[]; hatched: boolean }) {
  const engines = [...new Set(results.map(({ row }) => row.engine))];
  return (
    <ul className={chart["legend"]}>
      {engines.map((engine) => (
        <li key={engine}>
          <Engine name={engine} />
        </li>
      ))}
      {hatched && <li>hatched: not compared</li>}
    </ul>
  );
}

function Kinds({ view, onView }: { view: CompareView; onView: (view: CompareView) => void }) {
  return (
    <span className={control["segmented"]} role="group" aria-label="Chart">
      {(Object.keys(chartKinds) as ChartKind[]).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={view.chart === kind}
          onClick={() => {
            onView({ ...view, chart: kind });
          }}
        >
          {chartKinds[kind]}
        </button>
      ))}
    </span>
  );
}

interface Props {
  comparison: ResultComparison;
  view: CompareView;
  onView: (view: CompareView) => void;
}

export function SideBySide({ comparison, view, onView }: Props) {
  const { results, baseline } = comparison;
  const metrics = shownMetrics(comparison, false);
  const ratios = view.chart === "ratios";
  const hatched = metrics.some(({ values }) =>
    values.some(({ mean, verdict }) => mean !== null && verdict === "not_comparable"),
  );
  return (
    <ChartFrame
      id="side-by-side"
      title="Side by side"
      caption={
        ratios
          ? `Each result over ${baseline}, on a logarithmic scale. Lines are 95 % intervals; green is better, red worse, grey not clearly different.`
          : "One scale for each metric, starting at zero. Lines are 95 % intervals."
      }
      fileName="lem-comparison"
      rows={() => rowsOf(metrics, results)}
      table={<DataTable metrics={metrics} results={results} />}
      actions={<Kinds view={view} onView={onView} />}
      legend={ratios ? null : <Legend results={results} hatched={hatched} />}
    >
      {ratios ? (
        groupsOf(metrics, results).length > 0 ? (
          <Ratios metrics={metrics} results={results} baseline={baseline} />
        ) : (
          <p className="muted">Nothing is compared with {baseline}; the reasons are above.</p>
        )
      ) : (
        <div className={cx(styles["multiples"])}>
          {metrics.map((compared) => (
            <Bars key={compared.metric} compared={compared} results={results} />
          ))}
        </div>
      )}
    </ChartFrame>
  );
}
