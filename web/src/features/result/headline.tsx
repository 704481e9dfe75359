import { definitionOf } from "@/shared/api/metrics";
import type { MetricSummary, ResultDetail } from "@/shared/api/wire";
import { figure, halfWidth, number, plural, readableUnit } from "@/shared/format/number";
import { methodWord, scopeWord } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { Missing } from "@/shared/ui/data";
import styles from "./result-page.module.css";

const headlineFigures = (withEnergy: boolean) =>
  [
    withEnergy ? "throughput_tokens_per_sec" : "requests_per_sec",
    "time_to_first_token_ms",
    "latency_per_token_ms",
    "peak_memory_mb",
    "avg_power_watts",
  ] as const;

type HeadlineFigure = ReturnType<typeof headlineFigures>[number];

function Figure({ name, of }: { name: HeadlineFigure; of: ResultDetail["evaluation"]["summary"] }) {
  const { title, unit: base } = definitionOf(name);
  const summary = of[name];
  const { unit, factor } = readableUnit(summary.mean ?? 0, base);
  const width = halfWidth(summary);
  const shown = summary.mean === null ? null : figure(summary.mean * factor, width === null ? null : width * factor);
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <span className={styles["big"]}>
          {shown ? shown.value : <Missing reason={summary.absent_reason ?? "not measured"} />}
        </span>
        <span className={styles["unit"]}>{shown?.plusMinus ? `± ${shown.plusMinus} ${unit}` : unit}</span>
      </dd>
    </div>
  );
}

function inWords(detail: ResultDetail): string {
  const { energy_scope, energy_method, cycles } = detail.document;
  const { summary } = detail.evaluation;
  const n = plural(cycles.length, "cycle");
  const perToken = summary.joules_per_token.mean;
  const speed = summary.throughput_tokens_per_sec;
  const interval = (s: MetricSummary, unit: string) =>
    s.ci95_low !== null && s.ci95_high !== null
      ? ` ± is the half-width of the 95 % confidence interval of the mean over ${n}: a mean between ${number(s.ci95_low, 4)} and ${number(s.ci95_high, 4)} ${unit} fits these data.`
      : ` There are too few cycles for an interval.`;
  if (perToken !== null) {
    const covers =
      energy_scope === "node_wall"
        ? "of the whole machine"
        : `in the scope “${scopeWord(energy_scope)}”; anything outside it is not included`;
    return `One million output tokens take ${number(perToken * 1e3)} kJ, or ${number((perToken * 1e6) / 3600)} Wh, ${covers}. The energy is from: ${methodWord(energy_method)}.${interval(summary.tokens_per_joule, "tok/J")}`;
  }
  if (speed.mean === null) return "This run has neither energy nor speed.";
  return `One million output tokens take ${number(1e6 / speed.mean / 60)} minutes at this load.${interval(speed, "tok/s")}`;
}

/** The main figures, and what they say in words. */
export function Headline({ detail }: { detail: ResultDetail }) {
  const { summary } = detail.evaluation;
  const withEnergy = summary.tokens_per_joule.mean !== null;
  const main = withEnergy ? summary.tokens_per_joule : summary.throughput_tokens_per_sec;
  const shown = main.mean === null ? null : figure(main.mean, halfWidth(main));
  const unit = withEnergy ? "tok/J" : "tok/s";
  return (
    <section className={styles["headline"]} aria-label="Main figures">
      <div>
        <p className={styles["label"]}>{withEnergy ? "Output tokens per joule" : "Output tokens per second"}</p>
        <p className={styles["figure"]}>
          <b>{shown ? shown.value : <Missing reason={main.absent_reason ?? "not measured"} />}</b>
          <span>
            {shown?.plusMinus ? `± ${shown.plusMinus} ` : ""}
            {unit}
          </span>
        </p>
        {withEnergy && summary.joules_per_token.mean !== null && (
          <p className="small muted">{number(summary.joules_per_token.mean)} J per token</p>
        )}
        {!withEnergy && (
          <p className="small muted">
            Energy is absent:{" "}
            {detail.document.energy_absent_reason ?? summary.tokens_per_joule.absent_reason ?? "it was not measured"}
          </p>
        )}
      </div>
      <div>
        <dl className={styles["figures"]}>
          {headlineFigures(withEnergy).map((name) => (
            <Figure key={name} name={name} of={summary} />
          ))}
        </dl>
        <p className={cx("small", "prose", styles["words"])}>
          <b>In words.</b> {inWords(detail)}
        </p>
      </div>
    </section>
  );
}
