/** A spread on a logarithmic or linear scale that all rows of a table share. */
import chart from "../ui/chart.module.css";
import { logTicks } from "../lib/ticks";
import styles from "./explorer.module.css";

const width = 156;
const margin = 6;

export interface Axis {
  low: number;
  high: number;
  x: (value: number) => number;
  ticks: number[];
}

const round = (x: number) => Number(x.toFixed(1));

/** Null where there is no positive value. */
export function logAxis(values: readonly number[], size = width): Axis | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const low = Math.min(...positive) / 1.1;
  const high = Math.max(...positive) * 1.1;
  const x = (value: number) =>
    round(margin + (Math.log(Math.max(value, low) / low) / Math.log(high / low)) * (size - 2 * margin));
  const powers = logTicks(low, high).filter((tick) => /^10*$|^0\.0*1$/.test(String(tick)));
  return { low, high, x, ticks: powers.length > 1 ? powers : [] };
}

/** From zero. */
export function linearAxis(high: number, size = width): Axis {
  const x = (value: number) => round(margin + (Math.max(value, 0) / (high || 1)) * (size - 2 * margin));
  return { low: 0, high, x, ticks: [] };
}

export function AxisNames({ axis, text }: { axis: Axis; text: (value: number) => string }) {
  return (
    <svg className={chart["chart"]} width={width} height="14" viewBox={`0 0 ${String(width)} 14`} aria-hidden="true">
      {axis.ticks.map((tick) => (
        <text key={tick} x={axis.x(tick)} y="12" textAnchor="middle">
          {text(tick)}
        </text>
      ))}
    </svg>
  );
}

interface Props {
  axis: Axis;
  low: number;
  high: number;
  middle?: number | undefined;
  /** The best within the limits. */
  best?: number | undefined;
  /** What the maker states. */
  nominal?: number | undefined;
  label: string;
  /** As its axis has. */
  size?: number;
}

export function RangeStrip({ axis, low, high, middle, best, nominal, label, size = width }: Props) {
  const [from, to] = [axis.x(low), axis.x(high)];
  return (
    <svg
      className={chart["chart"]}
      width={size}
      height="16"
      viewBox={`0 0 ${String(size)} 16`}
      role="img"
      aria-label={label}
    >
      <path className={chart["grid"]} d={`M${String(margin)} 8H${String(size - margin)}`} />
      {axis.ticks.map((tick) => (
        <path key={tick} className={chart["grid"]} d={`M${String(axis.x(tick))} 4v8`} />
      ))}
      <path className={styles["span"]} d={`M${String(from)} 8H${String(to)}`} />
      <path className={chart["ci"]} d={`M${String(from)} 4v8M${String(to)} 4v8`} />
      {nominal !== undefined && <path className={chart["limit"]} d={`M${String(axis.x(nominal))} 1v14`} />}
      {middle !== undefined && <circle className={styles["median"]} cx={axis.x(middle)} cy="8" r="3" />}
      {best !== undefined && <circle className={chart["hollow"]} cx={axis.x(best)} cy="8" r="3.5" />}
    </svg>
  );
}
