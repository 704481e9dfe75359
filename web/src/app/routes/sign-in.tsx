import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/features/account/sign-in-page"), "SignInPage"),
});
