import { createRoute, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { LeaderboardPage } from "@/features/leaderboard/leaderboard-page";
import { readAddress, withoutDefaults, type View } from "@/features/leaderboard/search";
import { writeList } from "@/shared/lib/address";
import { root } from "./root";

function Board() {
  const search = board.useSearch();
  const { view, leftOut } = useMemo(() => readAddress(search), [search]);
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
  const onCompare = useCallback(
    (ids: readonly string[]) => {
      void navigate({ to: "/compare", search: { ids: writeList(ids) } });
    },
    [navigate],
  );
  return <LeaderboardPage view={view} leftOut={leftOut} onView={onView} onOpen={onOpen} onCompare={onCompare} />;
}

export const board = createRoute({
  getParentRoute: () => root,
  path: "/",
  // As it is: what is wrong in an address stays in it until the next choice, and the page says so.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: Board,
});
