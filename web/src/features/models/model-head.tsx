/** The head of a model's page: its best figure, how many results there are, and their spread in words. */
import { Link } from "@tanstack/react-router";
import type { ModelDetail } from "@/shared/api/wire";
import { count, figure, number, parameters } from "@/shared/format/number";
import { engineLook, scopeWord, shortHardware } from "@/shared/format/words";
import styles from "@/shared/explorer/explorer.module.css";
import { exceededListText, spoken, type ShownMetric } from "@/shared/explorer/metric";
import { RangeStrip, logAxis } from "@/shared/explorer/range-strip";
import { configuration } from "@/shared/ui/board-cells";
import { kind, mainRange, spreadText } from "./model-row";

export function lead({ summary }: ModelDetail): string {
  const { parameters_total: total, parameters_active: active } = summary;
  const kindWord = kind(summary);
  const size =
    total === null
      ? "size unknown"
      : active !== null && active < total / 2
        ? `${parameters(total)} parameters of which ${parameters(active)} work on each token`
        : `${parameters(total)} parameters`;
  const text = [kindWord, size].filter(Boolean).join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}. ${summary.known ? `Family ${summary.family}.` : "Not in the catalogue."}`;
}

/** The spread of the results in a sentence, with what keeps the very best out of the limits. */
export function inWords(detail: ModelDetail, metric: ShownMetric): string {
  const range = mainRange(detail.summary);
  if (!range) return `Nobody has measured its ${spoken(metric.title)} yet.`;
  const text = (value: number) => number(value * metric.factor);
  const spread = spreadText(range);
  const first =
    spread === ""
      ? `All of its results give ${text(range.highest)} ${metric.unit}.`
      : `The same model gives between ${text(range.lowest)} and ${text(range.highest)} ${metric.unit}, ${spread} by configuration and device; half of its results are below ${text(range.median)}.`;
  const value = (one: { row: ModelDetail["outside"][number]["row"] }) => one.row.metrics[metric.name].value ?? 0;
  const [best] = detail.outside.toSorted((a, b) => (metric.higherIsBetter ? value(b) - value(a) : value(a) - value(b)));
  if (!best) return first;
  return `${first} Outside the limits, the best is on ${shortHardware(best.row.hardware)}: ${exceededListText(best.exceeded)}.`;
}

/** Of the strip of all results. */
const stripWidth = 320;

export function Hero({ detail, metric }: { detail: ModelDetail; metric: ShownMetric }) {
  const { summary } = detail;
  const row = summary.best[0];
  const range = mainRange(summary);
  const axis = range && logAxis([range.lowest, range.highest], stripWidth);
  const value = row?.metrics[metric.name].value ?? null;
  const half = row?.metrics[metric.name].ci95_half_width ?? null;
  const shown = value === null ? null : figure(value * metric.factor, half === null ? null : half * metric.factor);
  return (
    <div>
      <p className={styles["label"]}>Best {spoken(metric.title)}</p>
      <p className={styles["figure"]}>
        <b>{shown?.value ?? "—"}</b>
        <span>
          {shown?.plusMinus && `± ${shown.plusMinus} `}
          {shown ? metric.unit : "not measured within the limits"}
        </span>
      </p>
      {row && (
        <p className="small muted">
          <Link to="/results/$resultId" params={{ resultId: row.id }}>
            {[row.precision, configuration(row), `${engineLook(row.engine).label} on ${shortHardware(row.hardware)}`]
              .filter(Boolean)
              .join(", ")}
          </Link>
          {metric.isEnergy && value !== null && `, ${scopeWord(row.energy_scope)}`}
        </p>
      )}
      {range && axis && range.results > 1 && (
        <>
          <RangeStrip
            axis={axis}
            size={stripWidth}
            low={range.lowest}
            high={range.highest}
            middle={range.median}
            best={value ?? undefined}
            label={`All results: from ${number(range.lowest * metric.factor)} to ${number(range.highest * metric.factor)} ${metric.unit}`}
          />
          <p className={styles["ends"]} aria-hidden="true">
            <span>{number(range.lowest * metric.factor)}</span>
            <span>all results, logarithmic; dot: median</span>
            <span>{number(range.highest * metric.factor)}</span>
          </p>
        </>
      )}
    </div>
  );
}

export function Figures({ detail, engines }: { detail: ModelDetail; engines: number }) {
  const { summary, precisions } = detail;
  const figures: [string, string, string][] = [
    ["Results", count(summary.results), "published"],
    ["Devices", count(summary.hardware), "kinds of hardware"],
    ["Engines", engines === 0 ? "—" : count(engines), "have run it"],
    ["Precisions", count(precisions.filter((name) => name !== "").length), "of the weights"],
  ];
  return (
    <dl className={styles["figures"]}>
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            <span>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
