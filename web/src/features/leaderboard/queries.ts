import { keepPreviousData } from "@tanstack/react-query";
import type { Query } from "@/shared/api/client";
import { apiPages, apiQuery } from "@/shared/api/queries";
import type { RankedMetric } from "@/shared/api/wire";
import { apiParams, facets, type View } from "./search";

export function boardQuery(view: View) {
  const query = apiParams(view);
  // Counts belong to the whole view; the first page brings them.
  return apiPages("/api/v1/leaderboard", { ...query, facets: [...facets] }, (cursor) => ({ ...query, cursor }));
}

/** Where a result stands in the list of the view. */
export const standingQuery = (view: View, id: string) =>
  apiQuery("/api/v1/results/{id}/standing", { path: { id }, query: apiParams(view) });

export const statsQuery = () => apiQuery("/api/v1/stats", {});

/** How many results have which value of each metric, whatever the order and the list's choice of them. */
export function histogramsQuery(view: View, names: readonly RankedMetric[]) {
  const { sort, best_per, pareto, ...query } = apiParams(view);
  return {
    ...apiQuery("/api/v1/leaderboard", { query: { ...query, histograms: [...names], limit: 1, fields: ["id"] } }),
    placeholderData: keepPreviousData,
  };
}

/** How many results match the view now. */
export const totalQuery = (view: View) =>
  apiQuery("/api/v1/leaderboard", { query: { ...apiParams(view), limit: 1, fields: ["id"] } });

/** Whether an answer changes when results do. */
export const isOfBoard = (key: readonly unknown[]) =>
  key.some((part) => typeof part === "string" && /^\/api\/v1\/(leaderboard|stats|results\/.*standing)\b/.test(part));

/** The most efficient of the view; the chart says when there are more. */
const pointsMax = 200;

export function pointsQuery(view: View) {
  const { sort, ...query } = apiParams(view);
  const points: Query<"/api/v1/leaderboard"> = {
    // A limit of its own keeps out what has no energy.
    tokens_per_joule: "0..",
    // What was only assumed or replayed is not drawn among measurements, unless it is asked for.
    energy_method: ["counter", "integrated_power"],
    ...query,
    limit: pointsMax,
    fields: ["id", "model", "engine", "hardware", "parameters_total", "energy_scope", "metrics"],
  };
  return { ...apiQuery("/api/v1/leaderboard", { query: points }), placeholderData: keepPreviousData };
}
