/** The address of the page: what is compared, and how it is shown. The server reads it alike (src/pages/compare_view.cpp). */
import { readList, writeList } from "@/shared/lib/address";

export const chartKinds = { bars: "Bars", ratios: "Differences" } as const;
export type ChartKind = keyof typeof chartKinds;

export interface CompareView {
  /** Each once. */
  ids: readonly string[];
  /** One of them; null: the first. */
  baseline: string | null;
  /** Equal ones too. */
  allFacts: boolean;
  /** Those too that follow from others. */
  allMetrics: boolean;
  chart: ChartKind;
  /** What results to add are searched by. */
  q: string;
}

/** As many as the server compares. */
export const resultsMax = 6;

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((text) => typeof text === "string");

/** What an address does not say, or says wrongly, has its default. */
export function readView(search: Record<string, unknown>): CompareView {
  const ids = [...new Set(texts(search["ids"]).flatMap(readList))];
  const last = (name: string) => texts(search[name]).at(-1) ?? "";
  const baseline = last("baseline");
  return {
    ids,
    baseline: ids.indexOf(baseline) > 0 ? baseline : null,
    allFacts: last("facts") === "all",
    allMetrics: last("metrics") === "all",
    chart: last("chart") === "ratios" ? "ratios" : "bars",
    q: last("q"),
  };
}

/** Without what is the default. */
export function searchOf(view: CompareView): Record<string, string> {
  const search = {
    ids: writeList(view.ids),
    baseline: view.baseline ?? "",
    facts: view.allFacts ? "all" : "",
    metrics: view.allMetrics ? "all" : "",
    chart: view.chart === "bars" ? "" : view.chart,
    q: view.q,
  };
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== ""));
}

export const queryOf = ({ ids, baseline }: CompareView) => ({
  ids: [...ids],
  ...(baseline === null ? {} : { baseline }),
});

export const withBaseline = (view: CompareView, id: string): CompareView => ({
  ...view,
  baseline: id === view.ids[0] ? null : id,
});

export function without(view: CompareView, id: string): CompareView {
  const ids = view.ids.filter((other) => other !== id);
  const kept = view.baseline !== id && view.baseline !== ids[0];
  return { ...view, ids, baseline: kept ? view.baseline : null };
}

export const withAlso = (view: CompareView, id: string): CompareView => ({ ...view, ids: [...view.ids, id] });
