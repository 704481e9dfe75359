import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  // As it is: the page reads it, and the server reads it alike.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("./compare-component"), "Compare"),
});
