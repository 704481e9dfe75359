import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./client";
import { seeded } from "./seed";
import type { MetricList } from "./wire";

/** The definitions of all metrics, as the server gives them. */
export const metricsQuery = () =>
  queryOptions({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => getJson<MetricList>("/api/v1/metrics", signal),
    staleTime: Infinity,
    ...(seeded().metrics ? { initialData: seeded().metrics as MetricList } : {}),
  });
