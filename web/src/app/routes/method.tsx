import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { methodText } from "@/features/method/pages";
import { root } from "./root";

export const method = createRoute({
  getParentRoute: () => root,
  path: "/method/$page",
  loader: ({ params }) => methodText(params.page),
  component: lazyRouteComponent(() => import("./method-component"), "Method"),
});
