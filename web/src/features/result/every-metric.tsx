/** Every metric of the result in one table, and why the others are absent. */
import { useQuery } from "@tanstack/react-query";
import { metricsQuery } from "@/shared/api/metrics";
import type { MetricList, MetricSummary, ResultDetail } from "@/shared/api/wire";
import { halfWidth, percent, readableUnit } from "@/shared/format/number";
import { Value } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import styles from "./result-page.module.css";
import { at } from "@/shared/lib/base-path";

type Metric = MetricList["items"][number];

/** Metrics that share a reason stand together under it. */
export function byReason(
  absent: readonly { metric: Metric; summary: MetricSummary }[],
): [reason: string, titles: string[]][] {
  const groups = new Map<string, string[]>();
  for (const { metric, summary } of absent) {
    const reason = summary.absent_reason ?? "not measured";
    groups.set(reason, [...(groups.get(reason) ?? []), metric.title]);
  }
  return [...groups];
}

function MetricTable({ all }: { all: readonly { metric: Metric; summary: MetricSummary }[] }) {
  return (
    <div className={data["scroll"]} role="region" aria-label="All metrics, scrollable" tabIndex={0}>
      <table className={[data["table"], styles["every"]].join(" ")}>
        <caption className="visually-hidden">All metrics</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className={data["num"]}>
              Value
            </th>
            <th scope="col">Unit</th>
            <th scope="col" className={data["num"]}>
              Variation
            </th>
            <th scope="col" className={data["num"]}>
              Cycles
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ metric, summary }) => {
            if (summary.mean === null) return null;
            const { unit, factor } = readableUnit(summary.mean, metric.unit);
            const half = halfWidth(summary);
            return (
              <tr key={metric.name}>
                <th scope="row" title={metric.definition}>
                  {metric.title}
                </th>
                <td className={data["num"]}>
                  <Value value={summary.mean * factor} halfWidth={half === null ? null : half * factor} />
                </td>
                <td className="nowrap">{unit}</td>
                <td className={data["num"]}>{summary.cv === null ? "" : percent(summary.cv)}</td>
                <td className={data["num"]}>{summary.n}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function EveryMetric({ detail }: { detail: ResultDetail }) {
  const metrics = useQuery(metricsQuery());
  const summaries = detail.evaluation.summary as Partial<Record<string, MetricSummary>>;
  const all = (metrics.data?.items ?? []).flatMap((metric) => {
    const summary = summaries[metric.name];
    return summary ? [{ metric, summary }] : [];
  });
  const absent = byReason(all.filter(({ summary }) => summary.mean === null));
  return (
    <section className={layout["section"]} aria-labelledby="every">
      <header>
        <h2 id="every">All metrics</h2>
        <p className="small muted">
          Mean over cycles ± half the width of its 95 % interval. <a href={at("/about")}>What each one is</a>
        </p>
      </header>
      {metrics.isError && (
        <p className="small muted">The list of metrics could not be loaded; the document below has them all.</p>
      )}
      {all.length > 0 && <MetricTable all={all} />}
      {absent.length > 0 && (
        <ul className={styles["absent"]}>
          {absent.map(([reason, titles]) => (
            <li key={reason}>
              {titles.join(", ")}
              <p>Absent: {reason}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
