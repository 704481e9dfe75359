/** Why a row has its rank: its interval, and the rows that the data do not tell from it. Pure. */
import { sensorGain } from "@/shared/api/vocabulary";
import type { LeaderboardRow, RankedMetric } from "@/shared/api/wire";
import { figure, number } from "@/shared/format/number";
import { metricColumn } from "@/shared/ui/board-columns";
import { ranksEnergy } from "@/shared/ui/rank";
import { shownAs } from "@/shared/lib/slo";

/** The metric that orders the list; nothing where it is no metric. */
export const metricOf = (sort: string): RankedMetric | undefined => metricColumn(sort.replace(/^-/, ""))?.key;

interface Range {
  low: number;
  high: number;
}
/** A value without an interval is where it is. */
function rangeOf(row: LeaderboardRow, metric: RankedMetric): Range | null {
  const { value, ci95_half_width: half } = row.metrics[metric];
  return value === null ? null : { low: value - (half ?? 0), high: value + (half ?? 0) };
}

/** "17.3 ± 0.5 tok/J: 16.8 to 17.8 tok/J with 95 % confidence" */
export function intervalWords(row: LeaderboardRow, metric: RankedMetric): string | null {
  const { value, ci95_half_width: half } = row.metrics[metric];
  if (value === null) return null;
  const { unit, factor } = shownAs(metric);
  const shown = figure(value * factor, half === null ? null : half * factor);
  if (half === null || shown.plusMinus === null) return `${shown.value} ${unit}, one value without an interval`;
  const end = (x: number) => number(x * factor, 4);
  return `${shown.value} ± ${shown.plusMinus} ${unit}: ${end(value - half)} to ${end(value + half)} ${unit} with 95 % confidence`;
}

/** The rows that are neither surely better nor surely worse than this one, in the order of `rows`. */
export function undecided(row: LeaderboardRow, rows: readonly LeaderboardRow[], sort: string): LeaderboardRow[] {
  const metric = metricOf(sort);
  const own = metric && rangeOf(row, metric);
  if (!own || row.rank == null || row.metrics[metric].ci95_half_width === null) return [];
  const energy = ranksEnergy(sort);
  const gain = energy ? 1 + sensorGain : 1;
  return rows.filter((other) => {
    const range = rangeOf(other, metric);
    if (!range || other.id === row.id || other.rank == null) return false;
    if (energy && other.energy_scope !== row.energy_scope) return false;
    return range.low <= own.high * gain && range.high >= own.low / gain;
  });
}
