import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

const component = lazyRouteComponent(() => import("@/features/account/sign-in-failed-page"), "SignInFailedPage");

// A sign-in that works leads elsewhere: these are seen after one that did not.
export const signInRefused = createRoute({ getParentRoute: () => root, path: "/auth/$issuer/callback", component });
export const signInUnavailable = createRoute({ getParentRoute: () => root, path: "/auth/$issuer", component });
