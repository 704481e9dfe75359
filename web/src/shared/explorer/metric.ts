/** How a ranked metric is shown: its words, its unit, and which values are better. */
import { metrics, rankedMetrics } from "../api/vocabulary";
import type { LeaderboardRow, RankedMetric } from "../api/wire";
import { count, number } from "../format/number";
import { titleOf } from "../lib/slo";

export interface ShownMetric {
  name: RankedMetric;
  title: string;
  /** Where space is short. */
  short: string;
  unit: string;
  factor: number;
  higherIsBetter: boolean;
  isEnergy: boolean;
}

export const shownMetrics: readonly ShownMetric[] = rankedMetrics.flatMap((name) => {
  const known = metrics.find((metric) => metric.name === name);
  if (!known) return [];
  const { title, displayUnit: unit, displayFactor: factor, higherIsBetter, kind } = known;
  return [{ name, title, short: titleOf(name), unit, factor, higherIsBetter, isEnergy: kind === "energy" }];
});

const first = shownMetrics[0] as ShownMetric;
/** "-tokens_per_joule": the order that a list has where nothing is chosen. */
export const bestFirst = ({ name, higherIsBetter }: ShownMetric) => (higherIsBetter ? `-${name}` : name);
export const defaultSort = bestFirst(first);

export const metricByName = (name: string) => shownMetrics.find((metric) => metric.name === name);
/** The metric that a list is sorted by. */
export const sortMetric = (sort: string): ShownMetric => metricByName(sort.replace(/^-/, "")) ?? first;

/** Titles in running text. */
export const spoken = (title: string) =>
  /^[A-Z]{2}/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);

/** A value in the unit that is shown. */
export const inUnit = (value: number, { factor }: ShownMetric) => number(value * factor);

/** A figure that somebody stated: up to four of its digits, and none that it does not have. */
export const stated = (value: number) => count(Number(value.toPrecision(4)));

export const valueIn = (row: LeaderboardRow, metric: ShownMetric) => row.metrics[metric.name];

/** "142 of at most 80 GB", or what was not measured. */
export function exceededText(limit: {
  metric: string;
  value: number | null;
  minimum: number | null;
  maximum: number | null;
}) {
  const metric = metricByName(limit.metric);
  if (!metric) return limit.metric;
  if (limit.value === null) return `${spoken(metric.short)} not measured`;
  const above = limit.maximum !== null && limit.value > limit.maximum;
  const bound = above ? limit.maximum : limit.minimum;
  if (bound === null) return spoken(metric.short);
  return `${spoken(metric.short)} ${inUnit(limit.value, metric)} of at ${above ? "most" : "least"} ${inUnit(bound, metric)} ${metric.unit}`;
}

/** "memory 142 of at most 80 GB; not measured: per token" */
export function exceededListText(limits: readonly Parameters<typeof exceededText>[0][]): string {
  const unknown = limits.filter(({ value }) => value === null).flatMap(({ metric }) => metricByName(metric) ?? []);
  const exceeded = limits.filter(({ value }) => value !== null).map(exceededText);
  const missing = unknown.map(({ short }) => spoken(short)).join(", ");
  return [...exceeded, ...(missing === "" ? [] : [`not measured: ${missing}`])].join("; ");
}
