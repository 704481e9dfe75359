import { definitionOf } from "@/shared/api/metrics";
import type { MetricSummary, ResultDetail } from "@/shared/api/wire";
import { halfWidth } from "@/shared/format/number";
import data from "@/shared/ui/data.module.css";
import { Missing, Value } from "@/shared/ui/data";
import layout from "@/shared/ui/layout.module.css";

const latencies = [
  "time_to_first_token_ms",
  "latency_per_token_ms",
  "e2e_latency_ms",
  "time_to_first_token_from_schedule_ms",
  "e2e_latency_from_schedule_ms",
] as const;

export function Latency({ detail }: { detail: ResultDetail }) {
  const { summary } = detail.evaluation;
  // Only an open loop has a schedule; older documents do not speak of it.
  const shown = latencies.filter((name) => !name.includes("from_schedule") || typeof summary[name]?.mean === "number");
  const cell = (value: MetricSummary) =>
    value.mean === null ? (
      <Missing reason={value.absent_reason ?? "not measured"} />
    ) : (
      <Value value={value.mean} halfWidth={halfWidth(value)} />
    );
  return (
    <section className={layout["section"]} aria-labelledby="latency">
      <header>
        <h2 id="latency">Latency</h2>
        <p className="small muted">In milliseconds, over requests; ± over cycles.</p>
      </header>
      <div
        className={`${data["scroll"] ?? ""} ${data["stacked"] ?? ""}`}
        role="region"
        aria-label="Latency, scrollable"
        tabIndex={0}
      >
        <table className={data["table"]}>
          <caption className="visually-hidden">Latency in milliseconds</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {["Mean", "p50", "p90", "p99"].map((title) => (
                <th key={title} scope="col" className={data["num"]}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((name) => (
              <tr key={name}>
                <th scope="row">{definitionOf(name).title}</th>
                {[summary[name], summary[`${name}_p50`], summary[`${name}_p90`], summary[`${name}_p99`]].map(
                  (value, i) => (
                    <td key={i} className={data["num"]}>
                      {cell(value)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
