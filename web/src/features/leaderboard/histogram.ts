/** The logarithmic axis of a limit: from bins of the API, which are four to a doubling, to bars and to the slider's steps. */
export interface Bin {
  from: number;
  to: number;
  count: number;
}
export interface Scale {
  low: number;
  high: number;
}

/** Places of a slider. */
export const steps = 1000;
const barsMax = 60;

/** Null where no value is above 0: a logarithmic axis has no place for it. */
export function scaleOf(bins: readonly Bin[]): Scale | null {
  const first = bins.find(({ from, count }) => from > 0 && count > 0);
  const last = bins.findLast(({ count }) => count > 0);
  return first && last ? { low: first.from, high: last.to } : null;
}

/** Few enough to be seen: neighbours are added up. Values of 0 are in the first. */
export function barsOf(bins: readonly Bin[]): Bin[] {
  const zeros = bins.filter(({ from }) => from <= 0).reduce((sum, { count }) => sum + count, 0);
  const shown = bins.filter(({ from }) => from > 0);
  const together = Math.ceil(shown.length / barsMax);
  const bars: Bin[] = [];
  for (let i = 0; i < shown.length; i += together) {
    const part = shown.slice(i, i + together);
    bars.push({
      from: part[0]?.from ?? 0,
      to: part.at(-1)?.to ?? 0,
      count: part.reduce((sum, { count }) => sum + count, i === 0 ? zeros : 0),
    });
  }
  return bars;
}

/** Two significant digits are as exact as a slider is. */
export function valueAt({ low, high }: Scale, position: number): number {
  const value = low * (high / low) ** (position / steps);
  return Number(value.toPrecision(2));
}

export function positionOf({ low, high }: Scale, value: number): number {
  if (value <= low) return 0;
  return Math.min(Math.round((Math.log(value / low) / Math.log(high / low)) * steps), steps);
}
