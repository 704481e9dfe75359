import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

// As it is: the page reads it, and the server reads it alike.
const validateSearch = (search: Record<string, unknown>): Record<string, unknown> => search;

export const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  validateSearch,
  component: lazyRouteComponent(() => import("./models-component"), "Models"),
});

// Apart: its table of all results is most of its size.
export const model = createRoute({
  getParentRoute: () => root,
  path: "/models/$id",
  validateSearch,
  component: lazyRouteComponent(() => import("./model-component"), "Model"),
});
