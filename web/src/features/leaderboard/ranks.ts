import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import { plural } from "@/shared/format/number";
import type { Rank } from "@/shared/ui/board";
import type { View } from "./search";

const energyMetrics = ["tokens_per_joule", "total_energy_joules", "avg_power_watts"];
const metricOf = (sort: string) => sort.replace(/^-/, "") as keyof LeaderboardRow["metrics"];

export const ranksEnergy = (sort: string) => energyMetrics.includes(metricOf(sort));

/** Energy scopes that the view holds. */
export function scopesOf(view: View, facets: LeaderboardPage["facets"]): string[] {
  const found = (facets["energy_scope"] ?? [])
    .filter(({ value, count }) => count > 0 && value !== "none")
    .map(({ value }) => value);
  return view.energy_scope.length > 0 ? view.energy_scope.filter((scope) => scope !== "none") : found;
}

/**
 * The place of each row in the order it came in, or why it has none. Energies of different scope
 * are never ranked together, so each scope counts for itself.
 */
export function rankRows(rows: readonly LeaderboardRow[], sort: string): { row: LeaderboardRow; rank: Rank }[] {
  const energy = ranksEnergy(sort);
  const metric = metricOf(sort);
  const positions = new Map<string, number>();
  return rows.map((row) => {
    const reason =
      row.metrics[metric].value === null
        ? energy
          ? (row.energy_absent_reason ?? "energy was not measured")
          : "not measured"
        : row.status === "withdrawn"
          ? "withdrawn"
          : !row.complete
            ? "stopped early"
            : row.warnings > 0
              ? `${plural(row.warnings, "warning")} of the checks`
              : energy && (row.energy_method === "modelled" || row.energy_method === "replayed")
                ? `energy is ${row.energy_method}`
                : null;
    if (reason !== null) return { row, rank: { reason: `not ranked: ${reason}` } };
    const group = energy ? row.energy_scope : "all";
    const position = (positions.get(group) ?? 0) + 1;
    positions.set(group, position);
    return { row, rank: { position } };
  });
}
