import { apiQuery } from "./queries";
import { metrics } from "./vocabulary";

/** The definitions of all metrics. They change with the server's version only. */
export const metricsQuery = () => ({ ...apiQuery("/api/v1/metrics", {}), staleTime: Infinity });

/** What the program calls the metric. One of a newer server is known by its name alone. */
export function definitionOf(name: string): { title: string; unit: string } {
  const known = metrics.find((metric) => metric.name === name);
  return { title: known?.title ?? name, unit: known?.unit ?? "" };
}
