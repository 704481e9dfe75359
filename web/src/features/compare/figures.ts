/** The figures of a comparison in words and places, as the server writes them (src/pages/compare_words.cpp). */
import { metrics } from "@/shared/api/vocabulary";
import type { ComparedMetric, ComparedValue, ResultComparison } from "@/shared/api/wire";
import { figure, halfWidth, number, plural } from "@/shared/format/number";

/** "+2.3 %", "−39.9 %", "+320 %", "12.0×": the change that a ratio is. */
export function changeText(ratio: number): string {
  const many = 10;
  if (ratio >= many) return `${number(ratio)}×`;
  const percent = (ratio - 1) * 100;
  const size = Math.abs(percent).toFixed(Math.abs(percent) < 100 ? 1 : 0);
  const sign = /[1-9]/.test(size) ? (percent < 0 ? "−" : "+") : "";
  return `${sign}${size} %`;
}

export interface Difference {
  ratio: number;
  low: number | null;
  high: number | null;
  verdict: NonNullable<ComparedValue["verdict"]>;
}

/** Null where the two are not compared. */
export function differenceOf(value: ComparedValue): Difference | null {
  const { ratio, verdict } = value;
  if (ratio == null || verdict == null || verdict === "not_comparable") return null;
  return { ratio, verdict, low: value.ratio_ci95_low ?? null, high: value.ratio_ci95_high ?? null };
}

/** "−39.9 % (−41.4 % to −38.5 %)" */
export const differenceText = ({ ratio, low, high }: Difference) =>
  low === null || high === null
    ? changeText(ratio)
    : `${changeText(ratio)} (${changeText(low)} to ${changeText(high)})`;

const significant = 0.05;

/** Cycles that both need for a rank test. */
const testedCycles = 4;

/**
 * "better", "no clear difference", "worse, not confirmed by the rank test", "worse; not tested: 3 cycles, four are
 * needed". `cycles` are those of the result or the baseline, whichever has fewer; null where no metric is tested.
 */
export function verdictWords(value: ComparedValue, cycles: number | null): string {
  if (value.verdict !== "better" && value.verdict !== "worse")
    return value.ratio_ci95_low == null ? (value.words ?? "") : "no clear difference";
  if (cycles !== null && cycles < testedCycles && value.p_value_holm == null)
    return `${value.verdict}; not tested: ${plural(cycles, "cycle")}, four are needed`;
  const refuted = value.p_value_holm != null && value.p_value_holm > significant;
  return refuted ? `${value.verdict}, not confirmed by the rank test` : value.verdict;
}

const ends = [0.05, 0.1, 0.25, 0.5, 1];

/** Where strips end: the smallest round change that holds all intervals, at most 1 (100 %). */
export function stripEnd(shown: readonly ComparedMetric[]): number {
  const changes = shown.flatMap(({ values }) =>
    values.flatMap(({ ratio, ratio_ci95_low, ratio_ci95_high }) =>
      [ratio, ratio_ci95_low, ratio_ci95_high].map((at) => (at == null ? 0 : Math.abs(at - 1))),
    ),
  );
  const most = Math.max(0, ...changes);
  return ends.find((end) => most <= end) ?? 1;
}

/** Those that the table has, or its charts. */
export const shownMetrics = ({ metrics: all }: ResultComparison, allMetrics: boolean) =>
  all.filter(({ independent }) => independent || allMetrics);

/** The metric as the vocabulary has it; one of a newer server by its name alone. */
export function displayOf(name: string) {
  const known = metrics.find((metric) => metric.name === name);
  return {
    title: known?.title ?? name,
    definition: known?.definition ?? "",
    unit: known?.displayUnit ?? "",
    factor: known?.displayFactor ?? 1,
    higherIsBetter: known?.higherIsBetter ?? true,
    kind: known?.kind,
  };
}

/** In the metric's unit for display; null where there is no value. */
export function shownFigure(value: ComparedValue, factor: number) {
  if (value.mean === null) return null;
  const half = halfWidth(value);
  return figure(value.mean * factor, half === null ? null : half * factor);
}

export const figureText = (value: ComparedValue, factor: number): string | null => {
  const shown = shownFigure(value, factor);
  return shown && [shown.value, shown.plusMinus === null ? "" : `± ${shown.plusMinus}`].filter(Boolean).join(" ");
};

/** "B", "B and C", "B, C and D" */
export const listed = (words: readonly string[]) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
