import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { LeaderboardRow } from "@/shared/api/wire";
import type { BoardRow } from "@/shared/ui/board";
import { rankOf } from "@/shared/ui/rank";
import { standingQuery } from "./queries";
import type { View } from "./search";
import { exclusionWords } from "./words";

/** Rows that the page does not have (yet); null while they come, left out where they can't be had. */
function useOthers(ids: readonly string[], view: View): ReadonlyMap<string, BoardRow | null> {
  const answers = useQueries({ queries: ids.map((id) => standingQuery(view, id)) });
  const others = new Map<string, BoardRow | null>();
  ids.forEach((id, i) => {
    const answer = answers[i];
    if (answer?.isError) return;
    const { item: row, excluded_by: by = [] } = answer?.data ?? {};
    const rank = row && (by.length > 0 ? { reason: exclusionWords(view, by) } : rankOf(row, view.sort));
    others.set(id, row && rank ? { row, rank } : null);
  });
  return others;
}

/** The rows of the table with their ranks: those that are pinned, then the others of the list. */
export function useRows(rows: readonly LeaderboardRow[], view: View, pinned: readonly string[]) {
  const pins = pinned.join();
  const { sort } = view;
  const list = useMemo(() => rows.map((row): BoardRow => ({ row, rank: rankOf(row, sort) })), [rows, sort]);
  const others = useOthers(
    pinned.filter((id) => !rows.some((row) => row.id === id)),
    view,
  );
  const above = pinned.flatMap((id): (BoardRow | null)[] => {
    const listed = list.find(({ row }) => row.id === id);
    if (listed) return [listed];
    const other = others.get(id);
    return other === undefined ? [] : [other];
  });
  const below = useMemo(() => {
    const ids = pins.split(",");
    return list.filter(({ row }) => !ids.includes(row.id));
  }, [list, pins]);
  return { above, below };
}
