import type { ReactNode } from "react";
import type { MetricSummary, ResultDetail, ResultDocument } from "@/shared/api/wire";
import { figure, halfWidth, number, plural } from "@/shared/format/number";
import { Missing } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Facts } from "./facts";

type Search = NonNullable<ResultDocument["slo_search"]>;

function shown(summary: MetricSummary, unit: string, factor = 1): ReactNode {
  if (summary.mean === null) return <Missing reason={summary.absent_reason ?? "not measured"} />;
  const half = halfWidth(summary);
  const { value, plusMinus } = figure(summary.mean * factor, half === null ? null : half * factor);
  return `${value}${plusMinus === null ? "" : ` ± ${plusMinus}`} ${unit}`;
}

/** Requests within the limits that were set for each of them. */
export function Goodput({ detail }: { detail: ResultDetail }) {
  const { experiment } = detail.document;
  const { summary } = detail.evaluation;
  const limits = experiment.config?.protocol.slo;
  if (!limits) return null;
  const limit = (value: number | null | undefined): ReactNode =>
    value == null ? (limits.preset ?? "none") : `${number(value)} ms`;
  return (
    <Facts
      id="goodput"
      title="Goodput"
      rows={[
        ["Good requests", shown(summary.goodput_requests_per_sec, "1/s")],
        ["Their share", shown(summary.goodput_share, "%", 100)],
        ["Per joule", shown(summary.goodput_requests_per_joule, "1/J")],
        ["First token within", limit(limits.time_to_first_token_ms)],
        ["Per token within", limit(limits.latency_per_token_ms)],
        ...(limits.e2e_latency_ms == null
          ? []
          : [["Whole request within", limit(limits.e2e_latency_ms)] as [string, ReactNode]]),
      ]}
    />
  );
}

const ends: Record<Search["end"], string> = {
  bracketed: "A slightly higher load exceeds a limit.",
  highest_reached: "It is the highest load that the search tries.",
  none_met: "Even the lowest load exceeds a limit.",
  steps_used: "The search used all its steps.",
  stopped: "The run ended before the search did.",
};

/** The loads that a search tried, and what broke. */
export function LoadSearch({ search }: { search: Search | null }) {
  if (!search) return null;
  const unit = search.over === "concurrency" ? "streams" : "requests/s";
  return (
    <section className={layout["section"]} aria-labelledby="search">
      <header>
        <h2 id="search">
          {search.load === null ? "No load keeps the limits" : `${number(search.load)} ${unit} keep the limits`}
        </h2>
        <p className="small muted">
          {plural(search.steps.length, "load")} tried. {ends[search.end]}
          {search.load !== null && " The cycles ran at this load."}
        </p>
      </header>
      <div className={data["scroll"]} role="region" aria-label="Loads tried, scrollable" tabIndex={0}>
        <table className={data["table"]}>
          <caption className="visually-hidden">Loads tried</caption>
          <thead>
            <tr>
              <th scope="col" className={data["num"]}>
                {unit}
              </th>
              <th scope="col">Limits</th>
            </tr>
          </thead>
          <tbody>
            {search.steps.map((step, i) => (
              <tr key={i}>
                <td className={data["num"]}>{number(step.load)}</td>
                <td>{step.met ? "kept" : step.reasons.join("; ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
