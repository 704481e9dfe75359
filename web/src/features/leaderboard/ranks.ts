import { metrics, notRankedReasons } from "@/shared/api/vocabulary";
import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import type { Rank } from "@/shared/ui/board";
import type { View } from "./search";

const metricOf = (sort: string) => sort.replace(/^-/, "");

export const ranksEnergy = (sort: string) =>
  metrics.some((metric) => metric.name === metricOf(sort) && metric.kind === "energy");

/** Energy scopes that the view holds. */
export function scopesOf(view: View, facets: LeaderboardPage["facets"]): string[] {
  const found = (facets["energy_scope"] ?? [])
    .filter(({ value, count }) => count > 0 && value !== "none")
    .map(({ value }) => value);
  return view.energy_scope.length > 0 ? view.energy_scope.filter((scope) => scope !== "none") : found;
}

/** The rank that the server gave a row, or why it has none. */
function rankOf(row: LeaderboardRow, energy: boolean): Rank {
  if (row.rank !== undefined && row.rank !== null) return { position: row.rank };
  const reason = row.not_ranked ?? "not_measured";
  const words =
    reason === "not_measured" && energy
      ? (row.energy_absent_reason ?? "energy was not measured")
      : reason === "warnings"
        ? `${plural(row.flags.length, "warning")} of the checks`
        : notRankedReasons[reason].doc;
  return { reason: `not ranked: ${words}` };
}

export function rankRows(rows: readonly LeaderboardRow[], sort: string): { row: LeaderboardRow; rank: Rank }[] {
  const energy = ranksEnergy(sort);
  return rows.map((row) => ({ row, rank: rankOf(row, energy) }));
}
