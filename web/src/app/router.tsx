import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { LeaderboardPage } from "@/features/leaderboard/leaderboard-page";
import { readAddress, withoutDefaults, type View } from "@/features/leaderboard/search";
import { parseAddress, writeAddress } from "@/shared/lib/address";
import { metricsQuery } from "@/shared/api/metrics";
import { queries } from "@/shared/api/queries";
import { Broken } from "./broken";
import { NotFound } from "./not-found";
import { Shell } from "./shell";
import { basePath } from "@/shared/lib/base-path";

const root = createRootRoute({
  component: () => (
    <QueryClientProvider client={queries}>
      <Shell />
    </QueryClientProvider>
  ),
  notFoundComponent: NotFound,
});

function Leaderboard() {
  const { view, leftOut } = readAddress(board.useSearch());
  const navigate = useNavigate();
  const onView = useCallback(
    (next: View, mode: "push" | "replace") => {
      void navigate({ to: "/", search: withoutDefaults(next), replace: mode === "replace", resetScroll: false });
    },
    [navigate],
  );
  const onOpen = useCallback(
    (resultId: string) => {
      void navigate({ to: "/results/$resultId", params: { resultId } });
    },
    [navigate],
  );
  return <LeaderboardPage view={view} leftOut={leftOut} onView={onView} onOpen={onOpen} />;
}

const board = createRoute({
  getParentRoute: () => root,
  path: "/",
  // As it is: what is wrong in an address stays in it until the next choice, and the page says so.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: Leaderboard,
});
const result = createRoute({
  getParentRoute: () => root,
  path: "/results/$resultId",
  component: lazyRouteComponent(() => import("./result-route"), "ResultRoute"),
});
const submit = createRoute({
  getParentRoute: () => root,
  path: "/submit",
  component: lazyRouteComponent(() => import("@/features/submit/submit-page"), "SubmitPage"),
});
const about = createRoute({
  getParentRoute: () => root,
  path: "/about",
  // The page appears with its table: what comes later would push the rest of it down.
  loader: () => queries.prefetchQuery(metricsQuery()),
  component: lazyRouteComponent(() => import("@/features/about/about-page"), "AboutPage"),
});

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
