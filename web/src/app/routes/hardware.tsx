import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

// As it is: the page reads it, and the server reads it alike.
const validateSearch = (search: Record<string, unknown>): Record<string, unknown> => search;

export const hardware = createRoute({
  getParentRoute: () => root,
  path: "/hardware",
  validateSearch,
  component: lazyRouteComponent(() => import("./hardware-component"), "Hardware"),
});

export const device = createRoute({
  getParentRoute: () => root,
  path: "/hardware/$id",
  validateSearch,
  component: lazyRouteComponent(() => import("./hardware-component"), "Device"),
});
