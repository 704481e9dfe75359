/** A metric of each result as bars from zero on, with intervals: one of the small multiples. */
import type { ComparedMetric, ComparisonEntry } from "@/shared/api/wire";
import { engineLook } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { tickText, ticks } from "@/shared/lib/ticks";
import chart from "@/shared/ui/chart.module.css";
import { useWidth } from "@/shared/ui/use-width";
import { displayOf, figureText, listed } from "./figures";

const rowHeight = 32;
const barHeight = 22;
const top = 26;
const left = 24;
/** For the figure beside the longest bar. */
const figureRoom = 76;

const round = (x: number) => Number(x.toFixed(1));

interface Bar {
  entry: ComparisonEntry;
  mean: number | null;
  low: number | null;
  high: number | null;
  text: string;
  compared: boolean;
}

function barsOf(compared: ComparedMetric, results: readonly ComparisonEntry[], factor: number): Bar[] {
  const scaled = (value: number | null) => (value === null ? null : Math.max(value * factor, 0));
  return compared.values.flatMap((value, i) => {
    const entry = results[i];
    if (!entry) return [];
    return [
      {
        entry,
        mean: scaled(value.mean),
        low: scaled(value.ci95_low),
        high: scaled(value.ci95_high),
        text: figureText(value, factor) ?? (value.absent_reason || "not measured"),
        compared: value.verdict !== "not_comparable",
      },
    ];
  });
}

export function summaryOf(compared: ComparedMetric, results: readonly ComparisonEntry[]): string {
  const { title, unit, factor } = displayOf(compared.metric);
  const bars = barsOf(compared, results, factor);
  const figures = bars.map(({ entry, text, mean }) => `${entry.letter} ${text}${mean === null ? "" : ` ${unit}`}`);
  const apart = bars.filter((bar) => !bar.compared && bar.mean !== null).map(({ entry }) => entry.letter);
  return `${title}: ${figures.join(", ")}.${apart.length > 0 ? ` Not compared: ${listed(apart)}.` : ""}`;
}

function BarRow({ bar, y, x }: { bar: Bar; y: number; x: (value: number) => number }) {
  const { entry, mean, low, high, text } = bar;
  const middle = y + barHeight / 2;
  const letter = (
    <text className={chart["strong"]} x="8" y={middle + 4} textAnchor="middle">
      {entry.letter}
    </text>
  );
  if (mean === null)
    return (
      <g>
        {letter}
        <text x={left + 6} y={middle + 4}>
          {text.length > 36 ? `${text.slice(0, 35)}…` : text}
        </text>
      </g>
    );
  const interval = low !== null && high !== null && high > low;
  const end = Math.max(x(mean), interval ? x(high) : 0);
  const whisker = interval
    ? `M${String(x(low))} ${String(middle)}H${String(x(high))}M${String(x(low))} ${String(middle - 5)}v10M${String(x(high))} ${String(middle - 5)}v10`
    : "";
  return (
    <g>
      {letter}
      <rect
        className={bar.compared ? cx(chart["bar"], `e-${engineLook(entry.row.engine).key}`) : chart["bar-other"]}
        x={left}
        y={y}
        width={round(Math.max(x(mean) - left, 1))}
        height={barHeight}
      />
      {interval && (
        <>
          <path className={chart["ci-halo"]} d={whisker} />
          <path className={chart["ci"]} d={whisker} />
        </>
      )}
      <text className={cx(chart["strong"], chart["halo"])} x={round(end + 6)} y={middle + 4}>
        {text.split(" ± ")[0]}
      </text>
    </g>
  );
}

export function Bars({ compared, results }: { compared: ComparedMetric; results: readonly ComparisonEntry[] }) {
  const [box, width] = useWidth(300);
  const { title, unit, factor, higherIsBetter } = displayOf(compared.metric);
  const bars = barsOf(compared, results, factor);
  const most = Math.max(...bars.map(({ mean, high }) => Math.max(mean ?? 0, high ?? 0)));
  const x = (value: number) => round(left + (most > 0 ? value / most : 0) * (width - left - figureRoom));
  const bottom = top + bars.length * rowHeight;
  return (
    <div ref={box}>
      <svg
        className={chart["chart"]}
        width={width}
        height={bottom + 24}
        viewBox={`0 0 ${String(width)} ${String(bottom + 24)}`}
        role="img"
        aria-label={summaryOf(compared, results)}
      >
        <text x="0" y="12">
          <tspan className={chart["strong"]}>{title}</tspan>
          <tspan dx="6">
            {unit}
            {unit && ", "}
            {higherIsBetter ? "higher is better" : "lower is better"}
          </tspan>
        </text>
        {ticks(0, most, width < 280 ? 2 : 3).map((tick) => (
          <g key={tick}>
            <path className={chart["grid"]} d={`M${String(x(tick))} ${String(top - 4)}V${String(bottom)}`} />
            <text x={x(tick)} y={bottom + 16} textAnchor="middle">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {bars.map((bar, i) => (
          <BarRow key={bar.entry.letter} bar={bar} y={top + i * rowHeight + 5} x={x} />
        ))}
        <path className={chart["axis"]} d={`M${String(left)} ${String(top - 4)}V${String(bottom)}`} />
      </svg>
    </div>
  );
}
