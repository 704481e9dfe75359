import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const submit = createRoute({
  getParentRoute: () => root,
  path: "/submit",
  component: lazyRouteComponent(() => import("@/features/submit/submit-page"), "SubmitPage"),
});
