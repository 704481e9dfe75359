/** An interval as a drawing in a cell. */
import type { LeaderboardRow } from "../api/wire";
import styles from "./data.module.css";

export interface Scale {
  max: number;
  low: number;
}
/** One linear scale for the whole table, from zero. */
export function scaleOf(rows: readonly LeaderboardRow[]): Scale {
  const values = rows.flatMap((row) => {
    const { value, ci95_half_width } = row.metrics.tokens_per_joule;
    return value === null ? [] : [[value - (ci95_half_width ?? 0), value + (ci95_half_width ?? 0)] as const];
  });
  return {
    max: Math.max(...values.map(([, high]) => high), Number.MIN_VALUE),
    low: Math.max(Math.min(...values.map(([low]) => low)), 0),
  };
}

export function Whisker({ value, halfWidth, scale }: { value: number; halfWidth: number | null; scale: Scale }) {
  const x = (v: number) => Number((4 + (Math.max(v, 0) / scale.max) * 100).toFixed(1));
  const half = halfWidth ?? 0;
  return (
    <svg viewBox="0 0 108 16" aria-hidden="true">
      <path className={styles["track"]} d={`M4 8H104`} />
      {half > 0 && (
        <path
          className={styles["interval"]}
          d={`M${String(x(value - half))} 8H${String(x(value + half))}M${String(x(value - half))} 4v8M${String(x(value + half))} 4v8`}
        />
      )}
      <circle className={half > 0 ? styles["mean"] : styles["single"]} cx={x(value)} cy="8" r={half > 0 ? 2 : 2.5} />
    </svg>
  );
}
