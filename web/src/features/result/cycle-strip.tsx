import type { MetricSummary } from "@/shared/api/wire";
import { figure, halfWidth, number } from "@/shared/format/number";
import { engineLook } from "@/shared/format/words";
import chart from "@/shared/ui/chart.module.css";
import styles from "./result-page.module.css";
import { ticks } from "@/shared/lib/ticks";
import { useWidth } from "@/shared/ui/use-width";

interface Props {
  values: (number | null)[];
  summary: MetricSummary;
  unit: string;
  engine: string;
}

const text = (x: number) => Number(x.toFixed(1));

/** Every cycle as a dot, with the mean and its interval. */
export function CycleStrip({ values, summary, unit, engine }: Props) {
  const [box, width] = useWidth(720);
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, cycle: i + 1 }]));
  if (known.length === 0 || summary.mean === null) return null;
  const low = Math.min(...known.map(({ value }) => value), summary.ci95_low ?? Infinity);
  const high = Math.max(...known.map(({ value }) => value), summary.ci95_high ?? -Infinity);
  const margin = (high - low) * 0.12 || Math.abs(high) * 0.05 || 1;
  const [from, to] = [low - margin, high + margin];
  const x = (value: number) => text(12 + ((value - from) / (to - from)) * (width - 24));
  const step = Math.max(Math.min(12, 60 / known.length), 3);
  const half = halfWidth(summary);
  const shown = figure(summary.mean, half);
  const middle = x(summary.mean);
  const meanText = `mean ${shown.value}${shown.plusMinus === null ? "" : ` ± ${shown.plusMinus}`}`;
  const room = meanText.length * 3.5; // half of its width, about
  const look = engineLook(engine);
  return (
    <div ref={box} className={styles["chartBox"]}>
      <svg
        className={chart["chart"]}
        width={width}
        height="132"
        viewBox={`0 0 ${String(width)} 132`}
        role="img"
        aria-label={`${String(known.length)} cycles between ${number(Math.min(...known.map(({ value }) => value)))} and ${number(Math.max(...known.map(({ value }) => value)))} ${unit}; mean ${shown.value}${shown.plusMinus === null ? "" : `, plus or minus ${shown.plusMinus}`}.`}
      >
        {summary.ci95_low !== null && summary.ci95_high !== null && (
          <rect
            className={chart["band"]}
            x={x(summary.ci95_low)}
            y="22"
            width={Math.max(x(summary.ci95_high) - x(summary.ci95_low), 1)}
            height="76"
            rx="2"
          />
        )}
        {ticks(from, to, width < 500 ? 4 : 7).map((tick) => (
          <g key={tick}>
            <path className={chart["grid"]} d={`M${String(x(tick))} 22V98`} />
            <text x={x(tick)} y="118" textAnchor="middle">
              {number(tick, 4)}
            </text>
          </g>
        ))}
        <path className={chart["axis"]} d={`M12 98H${String(width - 12)}`} />
        <path className={chart["front"]} d={`M${String(middle)} 22V98`} />
        {known.map(({ value, cycle }, i) => {
          const y = 36 + ((i * step) % 56);
          const left = x(value) > width - 40;
          return (
            <g key={cycle}>
              <circle className={`mark e-${look.key}`} cx={x(value)} cy={y} r={known.length > 20 ? 3 : 5} />
              {known.length <= 12 && (
                <text
                  className={chart["halo"]}
                  x={x(value) + (left ? -9 : 9)}
                  y={y + 4}
                  textAnchor={left ? "end" : "start"}
                >
                  {cycle}
                </text>
              )}
            </g>
          );
        })}
        <text className={chart["strong"]} x={Math.min(Math.max(middle, room), width - room)} y="14" textAnchor="middle">
          {meanText}
        </text>
      </svg>
    </div>
  );
}
