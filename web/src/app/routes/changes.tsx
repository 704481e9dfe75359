import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { apiQuery, queries } from "@/shared/api/queries";
import { root } from "./root";

export const changes = createRoute({
  getParentRoute: () => root,
  path: "/changes",
  loader: () => queries.prefetchQuery(apiQuery("/api/v1/changes", {})),
  component: lazyRouteComponent(() => import("@/features/method/changes-page"), "ChangesPage"),
});
