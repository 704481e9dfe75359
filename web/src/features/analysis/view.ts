/** The address of the page: the question, the filters that all questions share, and what each question needs. */
import type { Query } from "@/shared/api/client";
import {
  analysisFilters,
  analysisQuestions,
  analysisRanges,
  energyScopes,
  rankedMetrics,
  rowFacts,
  trendOrders,
  trustLevels,
} from "@/shared/api/vocabulary";
import type { RankedMetric } from "@/shared/api/wire";
import { readList, writeList } from "@/shared/lib/address";

export const questions = {
  curve: {
    tab: "Operating curve",
    title: analysisQuestions.curve.title,
    lead: "Each curve is one system under rising load. To the right every user gets tokens faster; upwards one device serves more of them, for less energy each.",
  },
  distribution: {
    tab: "Distribution",
    title: analysisQuestions.distribution.title,
    lead: "All results that match, by what they have in common. They are of many configurations: a group that lies higher is not better for that reason alone.",
  },
  sensitivity: {
    tab: "Sensitivity",
    title: analysisQuestions.sensitivity.title,
    lead: "Results that differ in one fact alone, compared in pairs, and what was measured at all.",
  },
  scaling: {
    tab: "Scaling",
    title: analysisQuestions.scaling.title,
    lead: "The best result of one configuration on each number of devices, beside what would be without loss.",
  },
  trend: {
    tab: "Trend",
    title: analysisQuestions.trend.title,
    lead: "The best result so far, by date, or the best with each release of an engine.",
  },
} as const;
export type Question = keyof typeof questions;

export type Fact = keyof typeof rowFacts;
export type Order = keyof typeof trendOrders;

/** Filters with counts, by the names that the leaderboard's address has. */
export const filters = analysisFilters;
export type Filter = (typeof filters)[number];
export const ranges = analysisRanges;
export type Ranged = (typeof ranges)[number];

export interface AnalysisView {
  question: Question;
  metric: RankedMetric;
  group: Fact;
  factor: Fact;
  across: Fact;
  /** Of the factor; empty: the usual one. */
  baseline: string;
  order: Order;
  /** Results that stand for systems. */
  systems: readonly string[];
  /** Limits such as "time_to_first_token_ms_p90<=200". */
  slo: readonly string[];
  q: string;
  filters: Readonly<Record<Filter, readonly string[]>>;
  ranges: Readonly<Record<Ranged, string>>;
}

export const systemsMax = 6;
const closed: Partial<Record<Filter, object>> = { energy_scope: energyScopes, trust: trustLevels };
const decimal = String.raw`(\d+\.?\d*|\.\d+)`;
const range = new RegExp(`^(?!\\.\\.$)${decimal}?\\.\\.${decimal}?$`);
const limit = new RegExp(`^(\\w+)(<=|>=)${decimal}$`);

const lasting = (value: unknown): string => {
  const text: unknown = Array.isArray(value) ? (value as unknown[]).at(-1) : value;
  return typeof text === "string" ? text : "";
};
const listOf = (value: unknown): string[] => [
  ...new Set(
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((text) => typeof text === "string")
      .flatMap((text) => readList(text)),
  ),
];
const oneOf = <T extends string>(known: object, text: string, otherwise: T): T =>
  Object.hasOwn(known, text) ? (text as T) : otherwise;

export const defaults = { metric: "tokens_per_joule", group: "engine", factor: "precision", across: "model" } as const;

/** What an address does not say, or says wrongly, has its default. */
export function readView(search: Record<string, unknown>): AnalysisView {
  const text = (name: string) => lasting(search[name]);
  const metric = text("metric") as RankedMetric;
  const factor = oneOf<Fact>(rowFacts, text("factor"), defaults.factor);
  const across = oneOf<Fact>(rowFacts, text("across"), factor === defaults.across ? "precision" : defaults.across);
  return {
    question: oneOf<Question>(questions, text("question"), "curve"),
    metric: rankedMetrics.includes(metric) ? metric : defaults.metric,
    group: oneOf<Fact>(rowFacts, text("group"), defaults.group),
    factor,
    across: across === factor ? otherThan(factor) : across,
    baseline: text("baseline"),
    order: oneOf<Order>(trendOrders, text("order"), "date"),
    systems: listOf(search["systems"]).slice(0, systemsMax),
    slo: listOf(search["slo"])
      .filter((one) => rankedMetrics.includes(limit.exec(one)?.[1] as RankedMetric))
      .slice(0, 26),
    q: text("q"),
    filters: Object.fromEntries(
      filters.map((name) => {
        const known = closed[name];
        return [name, listOf(search[name]).filter((value) => !known || Object.hasOwn(known, value))];
      }),
    ) as Record<Filter, string[]>,
    ranges: Object.fromEntries(ranges.map((name) => [name, range.test(text(name)) ? text(name) : ""])) as Record<
      Ranged,
      string
    >,
  };
}

const otherThan = (factor: Fact): Fact => (factor === "model" ? "precision" : "model");

/** Without what is the default. */
export function searchOf(view: AnalysisView): Record<string, string> {
  const differs = (value: string, usual: string) => (value === usual ? "" : value);
  const search: Record<string, string> = {
    question: differs(view.question, "curve"),
    metric: differs(view.metric, defaults.metric),
    group: differs(view.group, defaults.group),
    factor: differs(view.factor, defaults.factor),
    across: differs(view.across, otherThan(view.factor)),
    baseline: view.baseline,
    order: differs(view.order, "date"),
    systems: writeList(view.systems),
    slo: writeList(view.slo),
    q: view.q,
    ...Object.fromEntries(filters.map((name) => [name, writeList(view.filters[name])])),
    ...view.ranges,
  };
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== ""));
}

/** The filters as the server understands them. */
export function filterParams(view: AnalysisView): Query<"/api/v1/analysis/scaling"> {
  const chosen = { ...view.filters, ...view.ranges, q: view.q.trim() };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value.length > 0));
}

export const isFiltered = (view: AnalysisView) => Object.keys(filterParams(view)).length > 0;

export function withoutFilters(view: AnalysisView): AnalysisView {
  const none = readView({});
  return { ...view, q: "", filters: none.filters, ranges: none.ranges };
}

const speedMetric = "latency_per_token_ms";
export const firstTokenMetric = "time_to_first_token_ms_p90";

/** The upper limit on a metric, or null. */
export function upperLimit(slo: readonly string[], metric: string): number | null {
  for (const one of slo) {
    const [, name, sign, value] = limit.exec(one) ?? [];
    if (name === metric && sign === "<=") return Number(value);
  }
  return null;
}

export function withUpperLimit(slo: readonly string[], metric: RankedMetric, value: number | null): string[] {
  const others = slo.filter((one) => !one.startsWith(`${metric}<=`));
  return value === null ? others : [...others, `${metric}<=${String(value)}`];
}

/** The least output speed for each user, in tokens per second: a limit on the time per token. */
export function speedLimit(slo: readonly string[]): number | null {
  const most = upperLimit(slo, speedMetric);
  return most === null || most === 0 ? null : Number((1000 / most).toPrecision(4));
}

/** Rounded so that a speed of exactly the limit meets it. */
export const withSpeedLimit = (slo: readonly string[], speed: number | null): string[] =>
  withUpperLimit(slo, speedMetric, speed === null || speed <= 0 ? null : Math.ceil(1e7 / speed) / 1e4);
