/** What may be typed into the search box: words, "several words as one", field:value, -field:value and limits such as tpj:>2. */
import { readList, writeList } from "@/shared/lib/address";
import { filters, ranges, readRange, searchParts, type Filter, type Ranged } from "./search";
import { filterTitles, rangeWords, valueWord } from "./words";

const fields: Record<string, Filter> = {
  hardware: "hardware",
  gpu: "hardware",
  engine: "engine",
  backend: "engine",
  precision: "precision",
  model: "model",
  scope: "energy_scope",
  trust: "trust",
  grade: "grade",
  source: "source",
  flag: "flags",
};
const limits: Record<string, Ranged> = {
  tpj: "tokens_per_joule",
  tps: "throughput_tokens_per_sec",
  ttft: "time_to_first_token_ms",
  tpot: "latency_per_token_ms",
  memory: "peak_memory_mb",
  power: "avg_power_watts",
  params: "parameters_billions",
  conc: "concurrency",
  in: "input_tokens",
  out: "output_tokens",
};
const own = <T>(table: Record<string, T>, name: string) => (Object.hasOwn(table, name) ? table[name] : undefined);
/** By a short name, or by that of the address. */
const limited = (name: string) => own(limits, name) ?? ranges.find((range) => range === name);
const filtered = (name: string) => own(fields, name) ?? filters.find((filter) => filter === name);

export interface Term {
  filter: Filter;
  values: string[];
  /** All but these. */
  without: boolean;
}
export interface Limit {
  metric: Ranged;
  range: string;
}
export interface Search {
  words: string;
  terms: Term[];
  limits: Limit[];
  /** Parts that look like a field but name none. */
  unknown: string[];
  /** Parts that exclude what can't be excluded. */
  unsupported: string[];
}

const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value);

function limitOf(text: string): string | null {
  const [, sign = "", value = ""] = /^(>=?|<=?)?(.*)$/.exec(text) ?? [];
  return readRange(sign === "" ? value : sign.startsWith(">") ? `${value}..` : `..${value}`);
}

export function parseSearch(text: string): Search {
  const search: Search = { words: "", terms: [], limits: [], unknown: [], unsupported: [] };
  const words: string[] = [];
  for (const part of searchParts(text)) {
    const colon = part.indexOf(":");
    const name = colon > 0 ? part.slice(0, colon).toLowerCase() : "";
    const value = part.slice(colon + 1).replaceAll('"', "");
    const without = name.startsWith("-");
    const filter = filtered(without ? name.slice(1) : name);
    const metric = limited(name);
    if (name === "") words.push(quoted(part.replaceAll('"', "")));
    else if (filter) {
      if (value !== "") search.terms.push({ filter, values: readList(value), without });
    } else if (metric) {
      const range = limitOf(value);
      if (range === null) search.unknown.push(part);
      else search.limits.push({ metric, range });
    } else if (without && limited(name.slice(1))) search.unsupported.push(part);
    else search.unknown.push(part);
  }
  search.words = words.join(" ");
  return search;
}

const shortLimit = new Map(Object.entries(limits).map(([name, metric]) => [metric, name]));

/** The text that parseSearch reads back as the same search. */
export function formatSearch(search: Search): string {
  return [
    search.words,
    ...search.terms.map(({ filter, values, without }) => `${without ? "-" : ""}${filter}:${quoted(writeList(values))}`),
    ...search.limits.map(({ metric, range }) => `${shortLimit.get(metric) ?? metric}:${range}`),
    ...search.unknown,
    ...search.unsupported,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What a search with fields means, in words; empty for one of words alone, which needs no telling. */
export function searchMeaning(search: Search): string {
  const terms = search.terms.map(
    ({ filter, values, without }) =>
      `${filterTitles[filter].toLowerCase()} ${without ? "not " : ""}${values.map((value) => valueWord(filter, value)).join(" or ")}`,
  );
  const meant = [...terms, ...search.limits.map(({ metric, range }) => rangeWords(metric, range))];
  const faults = faultsOf(search);
  if (meant.length === 0 && faults === "") return "";
  const words = searchParts(search.words).map((word) => `contains ${word.startsWith('"') ? word : `"${word}"`}`);
  return [...words, ...meant, faults].filter(Boolean).join("; ");
}

/** What of a search is left out, and why. */
export const faultsOf = ({ unknown, unsupported }: Search) =>
  [
    unknown.length > 0 ? `not understood: ${unknown.join(" ")}` : "",
    unsupported.length > 0 ? `excluding is not supported for ${unsupported.join(" ")}` : "",
  ]
    .filter(Boolean)
    .join("; ");

/** Known values that contain what was typed, whatever the case. */
export function resolve(typed: readonly string[], known: readonly string[]): { values: string[]; missing: string[] } {
  const values = new Set<string>();
  const missing: string[] = [];
  for (const text of typed) {
    const wanted = text.toLowerCase();
    const exact = known.filter((value) => value.toLowerCase() === wanted);
    const found = exact.length > 0 ? exact : known.filter((value) => value.toLowerCase().includes(wanted));
    if (found.length === 0) missing.push(text);
    for (const value of found) values.add(value);
  }
  return { values: [...values], missing };
}
