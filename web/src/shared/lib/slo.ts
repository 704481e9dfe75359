/** Limits that a configuration must meet, as an address has them: "peak_memory_mb<=80000". The server reads and words them alike (src/pages/board_limits.cpp). */
import { limitPresets, metrics } from "../api/vocabulary";
import type { RankedMetric } from "../api/wire";
import { metricColumn } from "../ui/board-columns";

export interface Limit {
  metric: RankedMetric;
  atLeast: boolean;
  /** In the metric's own unit. */
  value: number;
}

const decimal = /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Null where it is not a ranked metric, <= or >=, and a number from 0. */
export function readLimit(text: string): Limit | null {
  const sign = text.search(/[<>]/);
  const column = metricColumn(text.slice(0, Math.max(sign, 0)));
  const value = text.slice(sign + 2);
  if (!column || text[sign + 1] !== "=" || !decimal.test(value) || !Number.isFinite(Number(value))) return null;
  return { metric: column.key, atLeast: text[sign] === ">", value: Number(value) };
}

export const writeLimit = ({ metric, atLeast, value }: Limit) => `${metric}${atLeast ? ">=" : "<="}${String(value)}`;

export interface Shown {
  title: string;
  qualifier: string;
  unit: string;
  /** By what a value is multiplied to be shown. */
  factor: number;
}
/** How a metric is called in a short place, and its unit there. */
export function shownAs(name: RankedMetric): Shown {
  const known = metrics.find((metric) => metric.name === name);
  return {
    title: known?.shortTitle ?? name,
    qualifier: known?.qualifier ?? "",
    unit: known?.displayUnit ?? "",
    factor: known?.displayFactor ?? 1,
  };
}
const isPercentile = (name: string) => metrics.find((metric) => metric.name === name)?.percentile != null;

/** "First token p90", "Memory". */
export const titleOf = (name: RankedMetric) => {
  const { title, qualifier } = shownAs(name);
  return isPercentile(name) ? `${title} ${qualifier}` : title;
};

/** A limit is exact: all digits that were given, in another unit. */
const exact = (x: number) => String(Number(x.toPrecision(12)));
/** "first token p90 ≤ 200 ms" */
export function limitWords({ metric, atLeast, value }: Limit): string {
  const { unit, factor } = shownAs(metric);
  return [`${titleOf(metric).toLowerCase()} ${atLeast ? "≥" : "≤"} ${exact(value * factor)}`, unit]
    .filter(Boolean)
    .join(" ");
}

/** A limit whose figure is not looked at. */
export type Field = Pick<Limit, "metric" | "atLeast">;
export const sameField = (a: Field, b: Field) => a.metric === b.metric && a.atLeast === b.atLeast;

/** `slo` with this limit in the place of another one of the same kind; null takes it away. */
export function withLimit(slo: readonly string[], field: Field, value: number | null): string[] {
  const others = slo.filter((text) => {
    const limit = readLimit(text);
    return limit && !sameField(limit, field);
  });
  return value === null ? others : [...others, writeLimit({ ...field, value })];
}

type Preset = (typeof limitPresets)[number];
const limitsLatency = (text: string) =>
  metrics.find(({ name }) => name === readLimit(text)?.metric)?.kind === "latency";
/** `slo` with a preset's limits in the place of its limits of latency. */
export const withPreset = (slo: readonly string[], preset: Preset): string[] => [
  ...preset.slo,
  ...slo.filter((text) => !limitsLatency(text)),
];
/** Whether the limits of latency are the preset's. */
export const isPreset = (slo: readonly string[], preset: Preset) =>
  slo.filter(limitsLatency).length === preset.slo.length && preset.slo.every((text) => slo.includes(text));
