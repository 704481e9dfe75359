import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "@/shared/api/client";
import { seeded } from "@/shared/api/seed";
import type { LeaderboardPage, Stats } from "@/shared/api/wire";
import type { PointRow } from "./figure";
import { apiParams, facets, type View } from "./search";

const pageSize = 25;
const path = (name: string, params: URLSearchParams) => {
  const query = params.toString();
  return `/api/v1/${name}${query ? `?${query}` : ""}`;
};

export const csvPath = (view: View) => path("leaderboard.csv", apiParams(view));

export function boardQuery(view: View) {
  const params = apiParams(view);
  params.set("limit", String(pageSize));
  const first = seeded().leaderboard;
  return infiniteQueryOptions({
    queryKey: ["leaderboard", params.toString()],
    queryFn: ({ pageParam, signal }) => {
      const page = new URLSearchParams(params);
      // Counts belong to the whole view; the first page brings them.
      if (pageParam === null) page.set("facets", facets.join(","));
      else page.set("cursor", pageParam);
      return getJson<LeaderboardPage>(path("leaderboard", page), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    ...(first ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  });
}

export const statsQuery = () =>
  queryOptions({
    queryKey: ["stats"],
    queryFn: ({ signal }) => getJson<Stats>("/api/v1/stats", signal),
    ...(seeded().stats ? { initialData: seeded().stats as Stats } : {}),
  });

/** The most efficient of the view; the chart says when there are more. */
const pointsMax = 200;
export interface Points {
  items: PointRow[];
  total: number;
}

export function pointsQuery(view: View) {
  const params = apiParams(view);
  params.delete("sort");
  // A limit of its own keeps out what has no energy.
  if (!params.has("tokens_per_joule")) params.set("tokens_per_joule", "0..");
  // What was only assumed or replayed is not drawn among measurements, unless it is asked for.
  if (!params.has("energy_method")) params.set("energy_method", "counter,integrated_power");
  params.set("limit", String(pointsMax));
  params.set("fields", "id,model,engine,hardware,parameters_total,energy_scope,metrics");
  return queryOptions({
    queryKey: ["leaderboard-points", params.toString()],
    queryFn: ({ signal }) => getJson<Points>(path("leaderboard", params), signal),
    placeholderData: keepPreviousData,
  });
}
