/** Arithmetic behind the two drawings of a result. */

export interface Sample {
  /** Seconds since the run's start. */
  t: number;
  watts: number;
}

/** Reads power.csv: a header that names a time and a power column, then numbers. */
export function readPower(text: string): Sample[] {
  const [head = "", ...lines] = text
    .trim()
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"));
  const names = head.split(",").map((name) => name.trim());
  const time = names.findIndex(
    (name) => /^(t|time|elapsed|t_mono|timestamp)(_s|_ms|_ns)?$/.test(name) || /_s$/.test(name),
  );
  const power = names.findIndex((name) => /watts|power|_w$/.test(name));
  const device = names.indexOf("device");
  if (time < 0 || power < 0) return [];
  const unit = /_ns$/.test(names[time] ?? "") ? 1e-9 : /_ms$/.test(names[time] ?? "") ? 1e-3 : 1;
  const sums = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(",");
    const t = Number(cells[time]) * unit;
    const watts = Number(cells[power]);
    if (cells[power] === "" || !Number.isFinite(t) || !Number.isFinite(watts)) continue;
    sums.set(t, (device >= 0 ? (sums.get(t) ?? 0) : 0) + watts);
  }
  return [...sums].map(([t, watts]) => ({ t, watts })).sort((a, b) => a.t - b.t);
}

/** At most `most` points that keep each stretch's lowest and highest. */
export function thin(samples: readonly Sample[], most: number): Sample[] {
  if (samples.length <= most) return [...samples];
  const size = Math.ceil((samples.length * 2) / most);
  const kept: Sample[] = [];
  for (let i = 0; i < samples.length; i += size) {
    const part = samples.slice(i, i + size);
    const low = part.reduce((a, b) => (b.watts < a.watts ? b : a));
    const high = part.reduce((a, b) => (b.watts > a.watts ? b : a));
    kept.push(...(low.t <= high.t ? [low, high] : [high, low]));
  }
  return kept;
}
