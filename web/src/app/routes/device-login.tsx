import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";

export const deviceLogin = createRoute({
  getParentRoute: () => root,
  path: "/device",
  component: lazyRouteComponent(() => import("@/features/account/device-page"), "DevicePage"),
});
