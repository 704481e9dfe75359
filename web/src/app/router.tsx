import { createRouter } from "@tanstack/react-router";
import { parseAddress, writeAddress } from "@/shared/lib/address";
import { Broken } from "./broken";
import * as pages from "./routes";
import { root } from "./routes/root";
import { basePath } from "@/shared/lib/base-path";

export const router = createRouter({
  basepath: basePath || "/",
  routeTree: root.addChildren({ ...pages }),
  parseSearch: parseAddress,
  stringifySearch: writeAddress,
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
