/** The differences from the baseline in all metrics, grouped, on one logarithmic scale of ratios. */
import type { ComparedMetric, ComparisonEntry } from "@/shared/api/wire";
import { cx } from "@/shared/lib/cx";
import { logTicks } from "@/shared/lib/ticks";
import chart from "@/shared/ui/chart.module.css";
import { useWidth } from "@/shared/ui/use-width";
import { changeText, differenceOf, displayOf, type Difference } from "./figures";

interface Row {
  letter: string;
  difference: Difference;
}
interface Group {
  title: string;
  higherIsBetter: boolean;
  rows: Row[];
}

const rowHeight = 18;
const groupHeight = 26;
const top = 8;
/** What is drawn: a change beyond it stands at the edge. */
const [least, most] = [0.05, 20];

export const groupsOf = (metrics: readonly ComparedMetric[], results: readonly ComparisonEntry[]): Group[] =>
  metrics.flatMap((compared) => {
    const { title, higherIsBetter } = displayOf(compared.metric);
    const rows = compared.values.flatMap((value, i) => {
      const difference = differenceOf(value);
      const letter = results[i]?.letter;
      return difference && letter ? [{ letter, difference }] : [];
    });
    return rows.length > 0 ? [{ title, higherIsBetter, rows }] : [];
  });

/** What the scale must hold: all intervals, and at least a tenth to each side. */
function rangeOf(groups: readonly Group[]): [number, number] {
  const all = groups.flatMap(({ rows }) =>
    rows.flatMap(({ difference: { ratio, low, high } }) => [ratio, low ?? ratio, high ?? ratio]),
  );
  const inside = all.map((ratio) => Math.min(Math.max(ratio, least), most));
  return [Math.min(0.9, ...inside) * 0.97, Math.max(1.1, ...inside) * 1.03];
}

const tones = { better: chart["better"], worse: chart["worse"] } as Readonly<Record<string, string | undefined>>;

function RatioRow({ row, y, x, right }: { row: Row; y: number; x: (ratio: number) => number; right: number }) {
  const { ratio, low, high, verdict } = row.difference;
  const tone = tones[verdict] ?? chart["unclear"];
  const middle = y + rowHeight / 2;
  return (
    <g>
      <text className={chart["strong"]} x="8" y={middle + 4} textAnchor="middle">
        {row.letter}
      </text>
      {low !== null && high !== null && (
        <rect
          className={tone}
          x={x(low)}
          y={middle - 1.5}
          width={Math.max(Number((x(high) - x(low)).toFixed(1)), 1)}
          height="3"
        />
      )}
      <circle className={low === null ? chart["hollow"] : tone} cx={x(ratio)} cy={middle} r="4.5" />
      <text className={chart["ink"]} x={right} y={middle + 4} textAnchor="end">
        {changeText(ratio)}
      </text>
    </g>
  );
}

export function Ratios({
  metrics,
  results,
  baseline,
}: {
  metrics: readonly ComparedMetric[];
  results: readonly ComparisonEntry[];
  baseline: string;
}) {
  const [box, width] = useWidth(900);
  const groups = groupsOf(metrics, results);
  const [from, to] = rangeOf(groups);
  const [left, right] = [28, width - 76];
  const x = (ratio: number) => {
    const inside = Math.min(Math.max(ratio, from), to);
    return Number((left + (Math.log(inside / from) / Math.log(to / from)) * (right - left)).toFixed(1));
  };
  const starts = groups.map((_, i) =>
    groups.slice(0, i).reduce((y, group) => y + groupHeight + group.rows.length * rowHeight, top),
  );
  const bottom = groups.reduce((y, group) => y + groupHeight + group.rows.length * rowHeight, top) + 6;
  const sentences = groups.map(
    ({ title, rows }) =>
      `${title}: ${rows.map(({ letter, difference }) => `${letter} ${changeText(difference.ratio)}`).join(", ")}`,
  );
  return (
    <div ref={box}>
      <svg
        className={chart["chart"]}
        width={width}
        height={bottom + 24}
        viewBox={`0 0 ${String(width)} ${String(bottom + 24)}`}
        role="img"
        aria-label={`Differences from ${baseline}. ${sentences.join(". ")}.`}
      >
        {logTicks(from, to).map((tick) => (
          <g key={tick}>
            <path
              className={tick === 1 ? chart["front"] : chart["grid"]}
              d={`M${String(x(tick))} ${String(top)}V${String(bottom)}`}
            />
            <text x={x(tick)} y={bottom + 16} textAnchor="middle">
              {tick === 1 ? baseline : `${String(tick)}×`}
            </text>
          </g>
        ))}
        {groups.map((group, i) => (
          <g key={group.title}>
            <text className={cx(chart["halo"])} x="0" y={(starts[i] ?? 0) + 18}>
              <tspan className={chart["strong"]}>{group.title}</tspan>
              <tspan dx="6">{group.higherIsBetter ? "higher is better" : "lower is better"}</tspan>
            </text>
            {group.rows.map((row, j) => (
              <RatioRow
                key={row.letter}
                row={row}
                y={(starts[i] ?? 0) + groupHeight + j * rowHeight}
                x={x}
                right={width - 4}
              />
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}
