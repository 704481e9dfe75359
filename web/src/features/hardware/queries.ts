import type { Query } from "@/shared/api/client";
import { apiPages, apiQuery } from "@/shared/api/queries";
import { filtersOf, readView, type ExplorerView } from "@/shared/explorer/view";

export const orders = ["results", "name", "models", "power", "newest"] as const;
export type Order = (typeof orders)[number];
export const readHardwareView = (search: Record<string, unknown>) => readView(search, orders);

/** The server asks the same for the first page (src/pages/explorer_pages.cpp). */
export function hardwareListQuery(view: ExplorerView) {
  const query: Query<"/api/v1/hardware"> = {
    ...filtersOf(view, ["sort"]),
    ...(view.order === "" || view.order === "results" ? {} : { order: view.order as Order }),
    ...(view.reverse ? { reverse: true } : {}),
  };
  return apiPages("/api/v1/hardware", query, (cursor) => ({ ...query, cursor }));
}

export const hardwareQuery = (id: string, view: ExplorerView) =>
  apiQuery("/api/v1/hardware/{id}", { path: { id }, query: filtersOf(view, ["hardware"]) });
