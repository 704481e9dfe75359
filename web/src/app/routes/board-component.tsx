import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { LeaderboardPage } from "@/features/leaderboard/leaderboard-page";
import { readAddress, withoutDefaults, type View } from "@/features/leaderboard/search";
import { writeList } from "@/shared/lib/address";

const route = getRouteApi("/");

export function Board() {
  const search = route.useSearch();
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
