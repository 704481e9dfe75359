/** The state of the leaderboard is its address: read leniently, written without defaults. */
import * as z from "zod/mini";
import type { RankedMetric } from "@/shared/api/wire";
import { trustOrder } from "@/shared/format/words";

export const defaultSort = "-tokens_per_joule";
export const metrics: readonly RankedMetric[] = [
  "tokens_per_joule", "throughput_tokens_per_sec", "total_energy_joules", "avg_power_watts",
  "peak_memory_mb", "time_to_first_token_ms", "latency_per_token_ms", "flops_per_second",
];
export const filters = ["hardware", "engine", "precision", "energy_scope", "energy_method", "trust", "model"] as const;
export type Filter = (typeof filters)[number];
/** Filters that show their values with counts. */
export const facets = ["hardware", "engine", "precision", "energy_scope", "energy_method"] as const satisfies readonly Filter[];

const list = z.catch(
  z.pipe(z.union([z.string(), z.array(z.string())]), z.transform((value: string | string[]) =>
    (Array.isArray(value) ? value : [value]).flatMap((item) => item.split(",")).filter((item) => item !== ""))),
  [],
);
const text = z.catch(z.string().check(z.maxLength(200)), "");
const range = z.catch(z.string().check(z.regex(/^(?=.*\d)-?[\d.eE+]*?\.\.-?[\d.eE+]*$/)), "");

const shape = z.object({
  sort: z.catch(z.string().check(z.refine((value) => metrics.includes(value.replace(/^-/, "") as RankedMetric))), defaultSort),
  q: text,
  hide: list,
  hardware: list, engine: list, precision: list, energy_scope: list, energy_method: list, model: list,
  trust: z.pipe(list, z.transform((values: string[]) => values.filter((value) => (trustOrder as string[]).includes(value)))),
  tokens_per_joule: range, throughput_tokens_per_sec: range, total_energy_joules: range, avg_power_watts: range,
  peak_memory_mb: range, time_to_first_token_ms: range, latency_per_token_ms: range, flops_per_second: range,
});

/** Every field is there; an address holds only those that differ from the default. */
export type View = z.infer<typeof shape>;
export type ViewSearch = Partial<View>;

export const readView = (search: Record<string, unknown>): View =>
  shape.parse(Object.fromEntries(Object.keys(shape.shape).map((key) => [key, search[key]])));

export function withoutDefaults(view: View): ViewSearch {
  const entries = Object.entries(view).filter(([key, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== "" && !(key === "sort" && value === defaultSort));
  return Object.fromEntries(entries);
}

/** The query that the server understands: filters, ranges, words and order, without the page. */
export function apiParams(view: View): URLSearchParams {
  const params = new URLSearchParams();
  if (view.sort !== defaultSort) params.set("sort", view.sort);
  for (const filter of filters) if (view[filter].length > 0) params.set(filter, view[filter].join(","));
  for (const metric of metrics) if (view[metric] !== "") params.set(metric, view[metric]);
  if (view.q.trim() !== "") params.set("q", view.q.trim());
  return params;
}

export const isFiltered = (view: View) => view.q !== "" || filters.some((filter) => view[filter].length > 0) || metrics.some((metric) => view[metric] !== "");
