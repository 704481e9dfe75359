import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const savedView = createRoute({
  getParentRoute: () => root,
  path: "/v/$viewId",
  validateSearch: (search: Record<string, unknown>): { answer?: "today" } =>
    search["answer"] === "today" ? { answer: "today" } : {},
  component: lazyRouteComponent(() => import("./saved-view-component"), "SavedViewPage"),
});
