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

/** The value of two significant digits next above `value`, or next below it. */
function neighbour(value: number, up: boolean): number {
  // A shade off, so that 10 itself becomes 11 or 9.9.
  const off = value * (up ? 1 + 1e-6 : 1 - 1e-6);
  const unit = 10 ** (Math.floor(Math.log10(off)) - 1);
  return Number(((up ? Math.ceil(off / unit) : Math.floor(off / unit)) * unit).toPrecision(2));
}

/**
 * What the slider sets when it moves to `position`; null at `open`, its end without a limit. A place may be too
 * small a step for two digits: then the value is the next one, so that each press of a key changes it.
 */
export function movedTo(scale: Scale, present: number | null, position: number, open: number): number | null {
  if (position === open) return null;
  const from = Math.min(Math.max(present ?? (open === 0 ? scale.low : scale.high), scale.low), scale.high);
  const up = position > positionOf(scale, from);
  const value = valueAt(scale, position);
  const stays = up ? value <= from : value >= from;
  const moved = stays ? neighbour(from, up) : value;
  return positionOf(scale, moved) === open ? null : moved;
}

export function positionOf({ low, high }: Scale, value: number): number {
  if (value <= low) return 0;
  return Math.min(Math.round((Math.log(value / low) / Math.log(high / low)) * steps), steps);
}
