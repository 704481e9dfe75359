/** How the latencies of single requests are distributed, from the bundles: the server's bins and quantiles. */
import type { ComparisonEntry, RequestDistribution, ResultComparison } from "@/shared/api/wire";
import { count, number } from "@/shared/format/number";
import { ChartFrame, type CsvRows } from "@/shared/ui/chart-frame";
import data from "@/shared/ui/data.module.css";
import { Missing } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";
import styles from "./compare-page.module.css";
import { displayOf, listed } from "./figures";
import { Histograms, binStart } from "./histograms";

const quantiles = ["p5_ms", "p25_ms", "p50_ms", "p75_ms", "p95_ms", "p99_ms"] as const;
function rowsOf(distributions: readonly RequestDistribution[], results: readonly ComparisonEntry[]): CsvRows {
  return [
    ["metric", "letter", "result", "bin_from_ms", "bin_to_ms", "requests"],
    ...distributions.flatMap(({ metric, histograms }) =>
      histograms.flatMap((histogram, i) =>
        (histogram?.counts ?? []).map((n, j) => {
          const bin = (histogram?.first_bin ?? 0) + j;
          return [metric, results[i]?.letter ?? "", results[i]?.row.id ?? "", binStart(bin), binStart(bin + 1), n];
        }),
      ),
    ),
  ];
}

function QuantileTable({ comparison }: { comparison: ResultComparison }) {
  const { results, distributions } = comparison;
  return (
    <div className={data["scroll"]} role="region" aria-label="Data of the distributions" tabIndex={0}>
      <table className={data["table"]}>
        <caption className="visually-hidden">Latencies of single requests, in milliseconds</caption>
        <thead>
          <tr>
            <th scope="col">Latency, ms</th>
            <th scope="col">Result</th>
            {["Requests", "p5", "p25", "p50", "p75", "p95", "p99", "From baseline"].map((title) => (
              <th key={title} scope="col" className={data["num"]}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {distributions.flatMap(({ metric, histograms, wasserstein_ms }) =>
            histograms.map((histogram, i) => (
              <tr key={`${metric} ${String(i)}`}>
                <th scope="row">{displayOf(metric).title}</th>
                <td>{results[i]?.letter}</td>
                <td className={data["num"]}>
                  {histogram ? count(histogram.requests) : <Missing reason="no requests" />}
                </td>
                {quantiles.map((name) => (
                  <td key={name} className={data["num"]}>
                    {histogram?.[name] == null ? <Missing reason="too few requests" /> : number(histogram[name])}
                  </td>
                ))}
                <td className={data["num"]}>
                  {wasserstein_ms[i] == null ? <Missing reason="not compared" /> : number(wasserstein_ms[i])}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** "A and B are not here: submitted without requests." */
function absences(results: readonly ComparisonEntry[]): string {
  const grouped = new Map<string, string[]>();
  for (const { letter, requests_absent_reason: reason } of results)
    if (reason !== null) grouped.set(reason, [...(grouped.get(reason) ?? []), letter]);
  return [...grouped]
    .map(([reason, letters]) => `${listed(letters)} ${letters.length > 1 ? "are" : "is"} not here: ${reason}.`)
    .join(" ");
}

export function Distributions({ comparison }: { comparison: ResultComparison }) {
  const { results, distributions } = comparison;
  if (distributions.length === 0)
    return (
      <section className={layout["section"]} aria-labelledby="requests">
        <header>
          <h2 id="requests">Single requests</h2>
          <p className="small muted">
            None of these results has its requests: distributions need bundles that were submitted with them.
          </p>
        </header>
      </section>
    );
  return (
    <ChartFrame
      id="requests"
      title="Single requests"
      caption={
        <>
          Share of the requests in bins 12 % wide. Thin line: 5 to 95 % of them; thick: the middle half; ring: median,
          also at the right. {absences(results)}
        </>
      }
      fileName="lem-requests"
      rows={() => rowsOf(distributions, results)}
      table={<QuantileTable comparison={comparison} />}
    >
      <div className={styles["distributions"]}>
        {distributions.map((distribution) => (
          <Histograms key={distribution.metric} distribution={distribution} results={results} />
        ))}
      </div>
    </ChartFrame>
  );
}
