/** Round steps that cover [low, high] with about `wanted` intervals. */
export function ticks(low: number, high: number, wanted = 6): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Round values between two positive ones for a logarithmic axis: 1, 2 and 5 of each power of ten, or the powers alone. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 2.5 ? [1] : decades > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1)
    for (const step of steps) {
      const value = Number((step * 10 ** power).toPrecision(12));
      if (value >= low && value <= high) found.push(value);
    }
  return found;
}

/** A round number without the zeros of a measured one: "0.5", "5", "2,000". */
export const tickText = (tick: number) => {
  const [whole = "", part] = String(tick).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
};
