/** What the address of a page of models or hardware asks; its names are those of the API. */
import { readList, writeList } from "../lib/address";
import { readLimit } from "../lib/slo";
import { defaultSort, metricByName } from "./metric";

export const listed = ["model_family", "hardware", "precision", "engine"] as const;
export type Listed = (typeof listed)[number];

export interface ExplorerView extends Record<Listed, readonly string[]> {
  q: string;
  sort: string;
  /** "peak_memory_mb<=80000" */
  slo: readonly string[];
  /** "min..max" in 10^9. */
  parameters_billions: string;
  flagged: boolean;
  /** What orders a list; empty: its usual order. */
  order: string;
  reverse: boolean;
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((text) => typeof text === "string");
/** What an address does not say, or says wrongly, has its default. */
export function readView(search: Record<string, unknown>, orders: readonly string[] = []): ExplorerView {
  const list = (name: string, max: number) => [...new Set(texts(search[name]).flatMap(readList))].slice(0, max);
  const last = (name: string) => texts(search[name]).at(-1) ?? "";
  const sort = last("sort");
  const size = last("parameters_billions");
  return {
    q: last("q"),
    sort: metricByName(sort.replace(/^-/, "")) ? sort : defaultSort,
    slo: list("slo", 26).filter((text) => readLimit(text) !== null),
    parameters_billions: /^\d*\.?\d*\.\.\d*\.?\d*$/.test(size) && size !== ".." ? size : "",
    flagged: last("flagged") === "shown",
    order: orders.includes(last("order")) ? last("order") : "",
    reverse: last("reverse") === "true",
    model_family: list("model_family", 100),
    hardware: list("hardware", 100),
    precision: list("precision", 50),
    engine: list("engine", 50),
  };
}

/** Without what is the default. */
export function searchOf(view: ExplorerView): Record<string, string> {
  const search: Record<string, string> = {
    q: view.q,
    sort: view.sort === defaultSort ? "" : view.sort,
    slo: writeList(view.slo),
    parameters_billions: view.parameters_billions,
    flagged: view.flagged ? "shown" : "",
    order: view.order,
    reverse: view.reverse ? "true" : "",
    ...Object.fromEntries(listed.map((name) => [name, writeList(view[name])])),
  };
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== ""));
}

/** The filters and limits, as the API takes them; without those that a page has no use for. */
export function filtersOf(view: ExplorerView, without: readonly (Listed | "sort")[] = []) {
  const lists = listed.filter((name) => view[name].length > 0 && !without.includes(name));
  return {
    ...(view.q.trim() === "" ? {} : { q: view.q.trim() }),
    ...(view.sort === defaultSort || without.includes("sort") ? {} : { sort: view.sort }),
    ...(view.slo.length === 0 ? {} : { slo: [...view.slo] }),
    ...(view.parameters_billions === "" ? {} : { parameters_billions: view.parameters_billions }),
    ...(view.flagged ? { flagged: "shown" as const } : {}),
    ...Object.fromEntries(lists.map((name) => [name, [...view[name]]])),
  };
}

export const emptyView: ExplorerView = readView({});

/** Whether something but the order is chosen. */
export const isNarrowed = (view: ExplorerView) =>
  view.q !== "" ||
  view.slo.length > 0 ||
  view.parameters_billions !== "" ||
  view.flagged ||
  listed.some((name) => view[name].length > 0);
