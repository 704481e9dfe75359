import { createRoute, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { LeaderboardPage } from "@/features/leaderboard/leaderboard-page";
import { readAddress, withoutDefaults, type View } from "@/features/leaderboard/search";
import { root } from "./root";

function Board() {
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

export const board = createRoute({
  getParentRoute: () => root,
  path: "/",
  // As it is: what is wrong in an address stays in it until the next choice, and the page says so.
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  component: Board,
});
