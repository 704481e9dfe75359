import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const setPassword = createRoute({
  getParentRoute: () => root,
  path: "/set-password",
  component: lazyRouteComponent(() => import("@/features/account/set-password-page"), "SetPasswordPage"),
});
