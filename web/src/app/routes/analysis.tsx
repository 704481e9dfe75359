import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const analysis = createRoute({
  getParentRoute: () => root,
  path: "/analysis",
  // As it is: the page reads it and leaves out what is wrong.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("./analysis-component"), "Analysis"),
});
