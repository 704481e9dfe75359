import { apiQuery } from "./queries";

/** The definitions of all metrics. They change with the server's version only. */
export const metricsQuery = () => ({ ...apiQuery("/api/v1/metrics", {}), staleTime: Infinity });
