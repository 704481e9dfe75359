/** The state of the leaderboard is its address: what is wrong in it is left out, defaults are not written. */
import type { Query } from "@/shared/api/client";
import { flaggedChoices, grades, listChoices, rankedMetrics } from "@/shared/api/vocabulary";
import type { RankedMetric } from "@/shared/api/wire";
import { readList, writeList } from "@/shared/lib/address";
import { methodNames, scopeNames, trustOrder } from "@/shared/format/words";
import { orderColumn } from "@/shared/ui/board-columns";
import { readLimit } from "@/shared/lib/slo";

export const defaultSort = "-tokens_per_joule";
const defaultFlagged = "hidden" satisfies keyof typeof flaggedChoices;
export const metrics: readonly RankedMetric[] = rankedMetrics;
export const gradeNames = Object.keys(grades) as (keyof typeof grades)[];
/** Numbers of the load, which can be limited. */
export const loadRanges = ["concurrency", "input_tokens", "output_tokens"] as const;
/** What can be limited: the metrics, the weights of the model, and the load. */
export const ranges = [...metrics, "parameters_billions", ...loadRanges] as const;
export type Ranged = (typeof ranges)[number];
/** Filters that show their values with counts. */
export const facets = [
  "hardware",
  "engine",
  "precision",
  "energy_scope",
  "energy_method",
  "trust",
  "grade",
  "source",
  "flags",
] as const;
/** Models are too many to list: they are searched for. */
export const filters = [...facets, "model"] as const;
export type Filter = (typeof filters)[number];
/** What an address can name by id, at most. */
export const idsMax = 10;

const decimal = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** "min..max" in this order, where either end may be missing; one number is both ends. Null otherwise. */
export function readRange(text: string): string | null {
  const dots = text.indexOf("..");
  const [low, high] = dots < 0 ? [text, text] : [text.slice(0, dots), text.slice(dots + 2)];
  if (
    low + high === "" ||
    [low, high].some((end) => end !== "" && !(decimal.test(end) && Number.isFinite(Number(end))))
  )
    return null;
  return low !== "" && high !== "" && Number(low) > Number(high) ? null : `${low}..${high}`;
}

/** What an address can't hold, in words. */
class Wrong {
  constructor(readonly why: string) {}
}
/** A part of the view: what it is when the address doesn't give it, and how it is read from there. */
interface Field<T> {
  initial: T;
  read: (given: unknown) => T | Wrong;
}

// The server counts bytes.
const bytes = (value: string) => new TextEncoder().encode(value).length;
type Values = readonly string[];
const listIf = (isRight: (values: Values) => boolean, wrong: string): Field<string[]> => ({
  initial: [],
  read: (given) => {
    const texts: unknown[] = Array.isArray(given) ? given : [given];
    if (!texts.every((text) => typeof text === "string")) return new Wrong("not a text");
    const values = texts.flatMap(readList);
    return isRight(values) ? values : new Wrong(wrong);
  },
});
const textIf = (isRight: (value: string) => boolean, wrong: string, initial = ""): Field<string> => ({
  initial,
  read: (given) => {
    if (typeof given !== "string") return new Wrong("given twice");
    return isRight(given) ? given : new Wrong(wrong);
  },
});
const list = (max = Infinity, bytesMax = Infinity) =>
  listIf((values) => values.length <= max && values.every((value) => bytes(value) <= bytesMax), "too long");
const unknownValue = "holds an unknown value";
const listOf = (known: Values) =>
  listIf((values) => values.length <= 20 && values.every((value) => known.includes(value)), unknownValue);
const oneOf = (known: Values, initial = "") => textIf((value) => known.includes(value), unknownValue, initial);
const range: Field<string> = {
  initial: "",
  read: (given) => {
    if (typeof given !== "string") return new Wrong("given twice");
    return readRange(given) ?? new Wrong("not a range min..max");
  },
};
/** What is between spaces; text in double quotes is one part, quotes included. */
export const searchParts = (text: string): string[] => text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
/** Whether the server takes these words. */
export const isSearch = (value: string) =>
  bytes(value) <= 200 && searchParts(value).filter((word) => /[^"]/.test(word)).length <= 10;
const isFront = (values: Values) =>
  values.length === 0 ||
  (values.length === 2 && values[0] !== values[1] && values.every((name) => metrics.includes(name as RankedMetric)));

const valueLists: Record<Filter, Field<string[]>> = {
  hardware: list(100, 200),
  model: list(100, 200),
  engine: list(50, 60),
  precision: list(50, 60),
  energy_scope: listOf(scopeNames),
  energy_method: listOf(methodNames),
  trust: listOf(trustOrder),
  grade: listOf(gradeNames),
  source: list(50, 60),
  flags: list(50, 20),
};
/** A value that results must not have: "precision:fp16". A later colon is part of the value. */
export interface Exclusion {
  filter: Filter;
  value: string;
}
export const writeExclusion = ({ filter, value }: Exclusion) => `${filter}:${value}`;
export function readExclusion(text: string): Exclusion | null {
  const colon = text.indexOf(":");
  const filter = filters.find((name) => name === text.slice(0, colon));
  const value = text.slice(colon + 1);
  const taken = filter && value !== "" && !(valueLists[filter].read(writeList([value])) instanceof Wrong);
  return taken ? { filter, value } : null;
}

const shape = {
  sort: textIf((value) => orderColumn(value) !== undefined, "not a column to sort by", defaultSort),
  q: textIf(isSearch, "too long"),
  hide: list(),
  show: list(),
  ...valueLists,
  /** Values that results must not have. */
  exclude: listIf(
    (values) => values.length <= 100 && values.every((value) => bytes(value) <= 220 && readExclusion(value) !== null),
    "not values such as precision:fp16",
  ),
  /** Results that a check warns of. */
  flagged: oneOf(Object.keys(flaggedChoices), defaultFlagged),
  /** What the list has one row of: the best of each; empty for every result. */
  best_per: oneOf(listChoices.map(({ value }) => value)),
  min_quality: oneOf(gradeNames),
  slo: listIf(
    (values) => values.length <= 26 && values.every((value) => bytes(value) <= 100 && readLimit(value) !== null),
    "not limits such as peak_memory_mb<=80000",
  ),
  pareto: listIf(isFront, "not two metrics"),
  ...(Object.fromEntries(ranges.map((name) => [name, range])) as Record<Ranged, typeof range>),
  /** Ids of rows that are kept above the others. */
  pinned: list(idsMax, 60),
  /** Ids of rows that are chosen to compare. */
  selected: list(idsMax, 60),
  density: oneOf(["compact"]),
};

/** Every field is there; an address holds only those that differ from the default. */
export type View = { [Name in keyof typeof shape]: (typeof shape)[Name]["initial"] };
const initialView = Object.fromEntries(Object.entries(shape).map(([name, { initial }]) => [name, initial])) as View;
/** As an address holds it. */
export type ViewSearch = Partial<Record<keyof View, string>>;
/** Of the page alone: not part of the question. */
const pageOnly = ["hide", "show", "pinned", "selected", "density"] as const;
/** What remains when filters are cleared. */
const kept = [...pageOnly, "sort", "best_per"] as const;

const shortened = (value: string) => {
  const characters = [...value];
  return characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : value;
};

/** The lowest and the highest value that ranges and limits leave a metric. */
function boundsOf(view: View, metric: RankedMetric): [number, number] {
  const [low = "", high = ""] = view[metric].split("..");
  const limits = view.slo.flatMap((text) => readLimit(text) ?? []).filter((limit) => limit.metric === metric);
  const values = (atLeast: boolean) => limits.filter((limit) => limit.atLeast === atLeast).map(({ value }) => value);
  return [
    Math.max(low === "" ? -Infinity : Number(low), ...values(true)),
    Math.min(high === "" ? Infinity : Number(high), ...values(false)),
  ];
}

/** What contradicts the rest; the server would refuse the whole question. */
function contradictions(view: View): [keyof View, string][] {
  const least = gradeNames.indexOf(view.min_quality as (typeof gradeNames)[number]);
  return [
    ...(view.best_per !== "" && view.pareto.length > 0 ? [["pareto", "not together with best_per"] as const] : []),
    ...(view.grade.length > 0 && gradeNames.every((name, i) => i < least || !view.grade.includes(name))
      ? [["min_quality", "excludes every chosen grade"] as const]
      : []),
    ...(metrics.some((metric) => {
      const [low, high] = boundsOf(view, metric);
      return low > high;
    })
      ? [["slo", "no result can meet it"] as const]
      : []),
  ].map(([name, why]) => [name, why]);
}

/** The view of an address. What it can't hold has its default and is said in `leftOut`. */
export function readAddress(search: Record<string, unknown>): { view: View; leftOut: string[] } {
  const given = Object.entries(search).filter(([key, value]) => key in shape && value !== undefined && value !== "");
  const read = given.map(([key, value]) => [key, shape[key as keyof View].read(value)] as const);
  const wrong = new Map(read.flatMap(([key, value]) => (value instanceof Wrong ? [[key, value.why] as const] : [])));
  const without = (names: ReadonlyMap<string, string>): View => ({
    ...initialView,
    ...Object.fromEntries(read.filter(([key]) => !names.has(key))),
  });
  const against = contradictions(without(wrong));
  const all = new Map([...wrong, ...against]);
  return {
    view: without(all),
    leftOut: [...all].map(([key, why]) => `${key}=${shortened(String(search[key]))} (${why})`),
  };
}

const defaults: Partial<Record<string, string>> = { sort: defaultSort, flagged: defaultFlagged };
export function withoutDefaults(view: View): ViewSearch {
  const entries = Object.entries(view).map(
    ([key, value]) => [key, Array.isArray(value) ? writeList(value) : value] as const,
  );
  return Object.fromEntries(entries.filter(([key, value]) => value !== (defaults[key] ?? "")));
}

/** The query that the server understands: filters, ranges, words and order, without the page. */
export function apiParams(view: View): Query<"/api/v1/leaderboard"> {
  const chosen = Object.entries(view).filter(
    ([key, value]) =>
      value.length > 0 && value !== defaults[key] && key !== "q" && !pageOnly.some((name) => name === key),
  );
  const q = view.q.trim();
  return { ...(Object.fromEntries(chosen) as Query<"/api/v1/leaderboard">), ...(q === "" ? {} : { q }) };
}

/** The view with these values of a filter: what is chosen is not excluded any more. */
export const withChosen = (view: View, filter: Filter, values: string[]): View => ({
  ...view,
  [filter]: values,
  exclude: view.exclude.filter((text) => !values.some((value) => text === writeExclusion({ filter, value }))),
});
/** The view without these values of a filter. */
export const withExcluded = (view: View, filter: Filter, values: readonly string[]): View => ({
  ...view,
  [filter]: view[filter].filter((value) => !values.includes(value)),
  exclude: [...new Set([...view.exclude, ...values.map((value) => writeExclusion({ filter, value }))])],
});

/** The same view with or without the results that a check warns of. */
export const withFlagged = (view: View, flagged: keyof typeof flaggedChoices): View => ({ ...view, flagged });

/** The same view without what excludes results. */
export const withoutFilters = (view: View): View => ({
  ...initialView,
  ...Object.fromEntries(kept.map((name) => [name, view[name]])),
});
const questionOf = (view: View) => JSON.stringify(apiParams(view));
export const isFiltered = (view: View) => questionOf(view) !== questionOf(withoutFilters(view));
