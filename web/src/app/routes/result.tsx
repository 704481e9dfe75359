import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const result = createRoute({
  getParentRoute: () => root,
  path: "/results/$resultId",
  component: lazyRouteComponent(() => import("./result-component"), "Result"),
});
