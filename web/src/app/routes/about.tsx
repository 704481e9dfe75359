import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { metricsQuery } from "@/shared/api/metrics";
import { queries } from "@/shared/api/queries";
import { root } from "./root";

export const about = createRoute({
  getParentRoute: () => root,
  path: "/about",
  // The page appears with its table: what comes later would push the rest of it down.
  loader: () => queries.prefetchQuery(metricsQuery()),
  component: lazyRouteComponent(() => import("@/features/method/about-page"), "AboutPage"),
});
