import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const board = createRoute({
  getParentRoute: () => root,
  path: "/",
  // As it is: what is wrong in an address stays in it until the next choice, and the page says so.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("./board-component"), "Board"),
});
