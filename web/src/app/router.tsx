import { createRouter } from "@tanstack/react-router";
import { parseAddress, writeAddress } from "@/shared/lib/address";
import { Broken } from "./broken";
import { about } from "./routes/about";
import { board } from "./routes/board";
import { result } from "./routes/result";
import { root } from "./routes/root";
import { submit } from "./routes/submit";
import { basePath } from "@/shared/lib/base-path";

export const router = createRouter({
  basepath: basePath || "/",
  routeTree: root.addChildren([board, result, submit, about]),
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
