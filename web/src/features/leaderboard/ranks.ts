import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import type { Rank } from "@/shared/ui/board";
import type { View } from "./search";

const energyMetrics = ["tokens_per_joule", "total_energy_joules", "avg_power_watts"];
const metricOf = (sort: string) => sort.replace(/^-/, "") as keyof LeaderboardRow["metrics"];

/** Energy scopes that the view holds: energies of different scope are never ranked together. */
export function scopesOf(view: View, facets: LeaderboardPage["facets"]): string[] {
  const found = (facets["energy_scope"] ?? []).filter(({ value, count }) => count > 0 && value !== "none").map(({ value }) => value);
  return view.energy_scope.length > 0 ? view.energy_scope.filter((scope) => scope !== "none") : found;
}

export const ranksEnergy = (sort: string) => energyMetrics.includes(metricOf(sort));

/** The place of each row in the order it came in, or why it has none. */
export function rankRows(rows: readonly LeaderboardRow[], sort: string, scopes: readonly string[]): { row: LeaderboardRow; rank: Rank }[] {
  const energy = ranksEnergy(sort);
  const metric = metricOf(sort);
  let position = 0;
  return rows.map((row) => {
    const reason =
      row.metrics[metric].value === null ? (energy ? (row.energy_absent_reason ?? "not ranked: energy was not measured") : "not ranked: not measured")
      : row.status === "withdrawn" ? "not ranked: withdrawn"
      : energy && scopes.length > 1 ? "not ranked: several energy scopes are shown; choose one"
      : energy && (row.energy_method === "modelled" || row.energy_method === "replayed") ? `not ranked: energy is ${row.energy_method}`
      : null;
    if (reason !== null) return { row, rank: { reason } };
    position += 1;
    return { row, rank: { position } };
  });
}
