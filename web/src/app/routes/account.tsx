import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/account/account-page"), "AccountPage"),
});
