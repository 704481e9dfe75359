/** The state of the leaderboard is its address: what is wrong in it is left out, defaults are not written. */
import * as z from "zod/mini";
import type { Query } from "@/shared/api/client";
import { flaggedChoices, rankedMetrics } from "@/shared/api/vocabulary";
import type { RankedMetric } from "@/shared/api/wire";
import { readList, writeList } from "@/shared/lib/address";
import { methodNames, scopeNames, trustOrder } from "@/shared/format/words";

export const defaultSort = "-tokens_per_joule";
const defaultFlagged = "hidden" satisfies keyof typeof flaggedChoices;
export const metrics: readonly RankedMetric[] = rankedMetrics;
/** What can be limited: the metrics, and the weights of the model. */
export const ranges = [...metrics, "parameters_billions"] as const;
export type Ranged = (typeof ranges)[number];
/** Filters that show their values with counts. */
export const facets = [
  "hardware",
  "engine",
  "precision",
  "energy_scope",
  "energy_method",
  "trust",
  "source",
  "flags",
] as const;
/** Models are too many to list: they are searched for. */
export const filters = [...facets, "model"] as const;
export type Filter = (typeof filters)[number];

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

// The server counts bytes.
const bytes = (value: string) => new TextEncoder().encode(value).length;
const list = (max = Infinity, bytesMax = Infinity) =>
  z._default(
    z.pipe(
      z.pipe(
        z.union([z.string(), z.array(z.string())]),
        z.transform((value: string | string[]) => (Array.isArray(value) ? value : [value]).flatMap(readList)),
      ),
      z
        .array(z.string())
        .check(
          z.refine((values) => values.length <= max && values.every((value) => bytes(value) <= bytesMax), "too long"),
        ),
    ),
    [],
  );
const listOf = (known: readonly string[]) =>
  z._default(
    z.pipe(
      list(),
      z
        .array(z.string())
        .check(
          z.refine(
            (values) => values.length <= 20 && values.every((value) => known.includes(value)),
            "holds an unknown value",
          ),
        ),
    ),
    [],
  );
const once = z.string("given twice");
const range = z._default(
  z.pipe(
    once.check(z.refine((value) => readRange(value) !== null, "not a range min..max")),
    z.transform((value: string) => readRange(value) ?? ""),
  ),
  "",
);
/** What is between spaces; text in double quotes is one part, quotes included. */
export const searchParts = (text: string): string[] => text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
/** Whether the server takes these words. */
export const isSearch = (value: string) =>
  bytes(value) <= 200 && searchParts(value).filter((word) => /[^"]/.test(word)).length <= 10;

const shape = z.object({
  sort: z._default(
    once.check(
      z.refine((value) => metrics.includes(value.replace(/^-/, "") as RankedMetric), "not a column to sort by"),
    ),
    defaultSort,
  ),
  q: z._default(once.check(z.refine(isSearch, "too long")), ""),
  hide: list(),
  show: list(),
  hardware: list(100, 200),
  model: list(100, 200),
  engine: list(50, 60),
  precision: list(50, 60),
  energy_scope: listOf(scopeNames),
  energy_method: listOf(methodNames),
  trust: listOf(trustOrder),
  source: list(50, 60),
  flags: list(50, 20),
  /** Results that a check warns of. */
  flagged: z._default(
    once.check(z.refine((value) => Object.hasOwn(flaggedChoices, value), "holds an unknown value")),
    defaultFlagged,
  ),
  ...(Object.fromEntries(ranges.map((name) => [name, range])) as Record<Ranged, typeof range>),
});

/** Every field is there; an address holds only those that differ from the default. */
export type View = z.infer<typeof shape>;
/** As an address holds it. */
export type ViewSearch = Partial<Record<keyof View, string>>;

const shortened = (value: string) => {
  const characters = [...value];
  return characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : value;
};

/** The view of an address. What it can't hold has its default and is said in `leftOut`. */
export function readAddress(search: Record<string, unknown>): { view: View; leftOut: string[] } {
  const given = Object.fromEntries(
    Object.entries(search).filter(([key, value]) => key in shape.shape && value !== undefined && value !== ""),
  );
  const wrong = new Map(shape.safeParse(given).error?.issues.map(({ path, message }) => [String(path[0]), message]));
  return {
    view: shape.parse(Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key)))),
    leftOut: Object.entries(given)
      .filter(([key]) => wrong.has(key))
      .map(([key, value]) => `${key}=${shortened(String(value))} (${wrong.get(key) ?? ""})`),
  };
}

export function withoutDefaults(view: View): ViewSearch {
  const entries = Object.entries(view).map(
    ([key, value]) => [key, Array.isArray(value) ? writeList(value) : value] as const,
  );
  return Object.fromEntries(
    entries.filter(
      ([key, value]) =>
        value !== "" && !(key === "sort" && value === defaultSort) && !(key === "flagged" && value === defaultFlagged),
    ),
  );
}

/** The query that the server understands: filters, ranges, words and order, without the page. */
export function apiParams(view: View): Query<"/api/v1/leaderboard"> {
  const { hide, show, sort, q, flagged, ...rest } = view;
  const chosen = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.length > 0));
  return {
    ...(sort === defaultSort ? {} : { sort }),
    ...(flagged === defaultFlagged ? {} : { flagged: flagged as keyof typeof flaggedChoices }),
    ...(chosen as Query<"/api/v1/leaderboard">),
    ...(q.trim() === "" ? {} : { q: q.trim() }),
  };
}

/** The same view with or without the results that a check warns of. */
export const withFlagged = (view: View, flagged: keyof typeof flaggedChoices): View => ({ ...view, flagged });

export const isFiltered = (view: View) =>
  view.q !== "" ||
  view.flagged !== defaultFlagged ||
  filters.some((filter) => view[filter].length > 0) ||
  ranges.some((name) => view[name] !== "");
