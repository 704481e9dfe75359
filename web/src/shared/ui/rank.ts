/** Ranks in words, as the server writes them (src/pages/board_rank.cpp); tests/golden/ranks.json checks both. */
import { notRankedReasons } from "../api/vocabulary";
import type { LeaderboardRow } from "../api/wire";
import { plural } from "../format/number";
import { orderColumn } from "./board-columns";

export type Rank = { position: string; range: string; title: string } | { reason: string };

export const ranksEnergy = (sort: string) => orderColumn(sort)?.metric?.isEnergy ?? false;

type Ranked = Pick<LeaderboardRow, "rank_best" | "rank_worst">;
export function rankText(rank: number, { rank_best: best, rank_worst: worst }: Partial<Ranked>) {
  const position = String(rank);
  if (best == null || worst == null)
    return { position, range: "", title: "One value without an interval: the rank has no range." };
  return {
    position,
    range: `(${String(best)}–${String(worst)})`,
    title:
      best === worst
        ? "The intervals allow this rank only."
        : `The intervals allow the ranks ${String(best)} to ${String(worst)}.`,
  };
}

/** Why the row has no rank in a list of this order. */
export function noRankText(
  row: Pick<LeaderboardRow, "not_ranked" | "energy_absent_reason" | "flags">,
  sort: string,
): string {
  const column = orderColumn(sort);
  if (column && !column.metric && !row.not_ranked) return `no rank: the rows are ordered by ${column.order.name}`;
  const reason = row.not_ranked ?? "not_measured";
  const why =
    reason === "not_measured" && ranksEnergy(sort)
      ? (row.energy_absent_reason ?? "energy was not measured")
      : reason === "warnings"
        ? `${plural(row.flags.length, "warning")} of the checks`
        : notRankedReasons[reason].doc;
  return `not ranked: ${why}`;
}

/** The rank that the server gave a row of a list in this order, or why it has none. */
export const rankOf = (row: LeaderboardRow, sort: string): Rank =>
  row.rank == null ? { reason: noRankText(row, sort) } : rankText(row.rank, row);
