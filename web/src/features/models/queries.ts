import type { Query } from "@/shared/api/client";
import { apiPages, apiQuery } from "@/shared/api/queries";
import { filtersOf, listed, readView, type ExplorerView } from "@/shared/explorer/view";

export const orders = ["best", "name", "parameters", "results", "spread", "newest"] as const;
export type Order = (typeof orders)[number];
export const readModelsView = (search: Record<string, unknown>) => readView(search, orders);

const orderOf = ({ order, reverse }: ExplorerView): Pick<Query<"/api/v1/models">, "order" | "reverse"> => ({
  ...(order === "" || order === "best" ? {} : { order: order as Order }),
  ...(reverse ? { reverse: true } : {}),
});

/** The server asks the same for the first page (src/pages/explorer_pages.cpp). */
export function modelsQuery(view: ExplorerView) {
  const query = { ...filtersOf(view), ...orderOf(view) };
  return apiPages("/api/v1/models", { ...query, facets: [...listed] }, (cursor) => ({ ...query, cursor }));
}

export const modelQuery = (id: string, view: ExplorerView) =>
  apiQuery("/api/v1/models/{id}", { path: { id }, query: filtersOf(view) });

/** Limits are left out: all results are drawn, whether they meet them or not. */
export const resultsQuery = (id: string, view: ExplorerView) =>
  apiQuery("/api/v1/models/{id}/results", { path: { id }, query: filtersOf({ ...view, slo: [] }) });
