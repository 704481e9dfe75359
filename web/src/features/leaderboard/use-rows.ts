import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { apiQuery } from "@/shared/api/queries";
import type { LeaderboardRow } from "@/shared/api/wire";
import type { BoardRow } from "@/shared/ui/board";
import { rankOf } from "@/shared/ui/rank";

/** Rows of results that the list does not have (yet); null while they come, left out where they can't be had. */
function useOthers(ids: readonly string[]): ReadonlyMap<string, LeaderboardRow | null> {
  const answers = useQueries({
    queries: ids.map((id) => apiQuery("/api/v1/results/{id}", { path: { id } })),
  });
  return new Map(
    ids.flatMap((id, i) => {
      const answer = answers[i];
      return answer?.isError ? [] : [[id, answer?.data?.row ?? null] as const];
    }),
  );
}

/** The rows of the table with their ranks: those that are pinned, then the others of the list. */
export function useRows(rows: readonly LeaderboardRow[], sort: string, pinned: readonly string[]) {
  const pins = pinned.join();
  const list = useMemo(() => rows.map((row): BoardRow => ({ row, rank: rankOf(row, sort) })), [rows, sort]);
  const others = useOthers(pinned.filter((id) => !rows.some((row) => row.id === id)));
  const above = pinned.flatMap((id): (BoardRow | null)[] => {
    const listed = list.find(({ row }) => row.id === id);
    if (listed) return [listed];
    const other = others.get(id);
    if (other === undefined) return [];
    return [other && { row: other, rank: { reason: "its rank is not known: it is not among the rows shown" } }];
  });
  const below = useMemo(() => {
    const ids = pins.split(",");
    return list.filter(({ row }) => !ids.includes(row.id));
  }, [list, pins]);
  return { above, below };
}
