import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { boardQuery } from "./queries";
import type { View } from "./search";

/** The rows of a view; while they load, or where they can't be loaded, those of the view before. */
export function useBoard(view: View) {
  const board = useInfiniteQuery(boardQuery(view));
  const [last, setLast] = useState({ data: board.data, view });
  const arrived = board.data !== undefined && !board.isPlaceholderData;
  if (arrived && board.data !== last.data) setLast({ data: board.data, view });
  const failed = board.isError && !board.data;
  const pages = board.data?.pages ?? (failed ? last.data?.pages : undefined);
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  return {
    board,
    failed,
    /** The view that the rows are of, and whose order they are in: ranks are places in that. */
    drawn: arrived || !last.data ? view : last.view,
    first: pages?.[0],
    rows,
  };
}
