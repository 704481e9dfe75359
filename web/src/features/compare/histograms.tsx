/** The latencies of the requests of each result as histograms over one logarithmic axis, with their quantiles. */
import type { ComparisonEntry, LatencyHistogram, RequestDistribution } from "@/shared/api/wire";
import { count, number } from "@/shared/format/number";
import { engineLook } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { logTicks, tickText } from "@/shared/lib/ticks";
import chart from "@/shared/ui/chart.module.css";
import { useWidth } from "@/shared/ui/use-width";
import { displayOf } from "./figures";

/** Bin i starts at 10^(i / 20) ms. */
const binsPerDecade = 20;
export const binStart = (bin: number) => 10 ** (bin / binsPerDecade);

const rowHeight = 52;
const hillHeight = 30;
const top = 22;
const left = 24;

interface Scale {
  from: number;
  to: number;
  /** The largest share of a bin. */
  most: number;
  x: (ms: number) => number;
}

function scaleOf(histograms: readonly LatencyHistogram[], width: number): Scale {
  const first = Math.min(...histograms.map(({ first_bin }) => first_bin));
  const last = Math.max(...histograms.map(({ first_bin, counts }) => first_bin + counts.length));
  // Room around a single bin.
  const [from, to] = [binStart(first - 2), binStart(last + 2)];
  const most = Math.max(...histograms.map(({ counts, requests }) => Math.max(...counts) / requests));
  const x = (ms: number) =>
    Number((left + (Math.log(ms / from) / Math.log(to / from)) * (width - left - 84)).toFixed(1));
  return { from, to, most, x };
}

/** The steps of a histogram from the line up. */
export function hillOf({ first_bin, counts, requests }: LatencyHistogram, { x, most }: Scale, base: number): string {
  const steps = counts.map((n, i) => {
    const y = (base - (n / requests / most) * hillHeight).toFixed(1);
    return `V${y}H${String(x(binStart(first_bin + i + 1)))}`;
  });
  return `M${String(x(binStart(first_bin)))} ${String(base)}${steps.join("")}V${String(base)}Z`;
}

function HistogramRow({
  entry,
  histogram,
  scale,
  y,
  width,
}: {
  entry: ComparisonEntry;
  histogram: LatencyHistogram;
  scale: Scale;
  y: number;
  width: number;
}) {
  const base = y + hillHeight + 4;
  const letter = (
    <text className={chart["strong"]} x="8" y={base} textAnchor="middle">
      {entry.letter}
    </text>
  );
  const { p5_ms, p25_ms, p50_ms, p75_ms, p95_ms } = histogram;
  const line = (low: number, high: number, half: number, name: string | undefined) => (
    <rect
      className={name}
      x={scale.x(low)}
      y={base + 8 - half}
      width={Math.max(scale.x(high) - scale.x(low), 1)}
      height={2 * half}
    />
  );
  return (
    <g>
      {letter}
      <path className={cx(chart["bar"], `e-${engineLook(entry.row.engine).key}`)} d={hillOf(histogram, scale, base)} />
      {p5_ms !== null && p95_ms !== null && line(p5_ms, p95_ms, 0.75, chart["mean"])}
      {p25_ms !== null && p75_ms !== null && line(p25_ms, p75_ms, 2, chart["mean"])}
      {p50_ms !== null && <circle className={chart["hollow"]} cx={scale.x(p50_ms)} cy={base + 8} r="4" />}
      <text className={chart["ink"]} x={width - 2} y={base} textAnchor="end">
        {p50_ms === null ? `${count(histogram.requests)} requests` : `${number(p50_ms)} ms`}
      </text>
    </g>
  );
}

export function Histograms({
  distribution,
  results,
}: {
  distribution: RequestDistribution;
  results: readonly ComparisonEntry[];
}) {
  const [box, width] = useWidth(600);
  const known = results.flatMap((entry, i) => {
    const histogram = distribution.histograms[i];
    return histogram ? [{ entry, histogram }] : [];
  });
  const scale = scaleOf(
    known.map(({ histogram }) => histogram),
    width,
  );
  const bottom = top + known.length * rowHeight;
  const { title } = displayOf(distribution.metric);
  const sentences = known.map(({ entry, histogram: { requests, p50_ms } }) => {
    const median = p50_ms === null ? "" : `, median ${number(p50_ms)} ms`;
    return `${entry.letter} ${count(requests)} requests${median}`;
  });
  return (
    <div ref={box}>
      <svg
        className={chart["chart"]}
        width={width}
        height={bottom + 24}
        viewBox={`0 0 ${String(width)} ${String(bottom + 24)}`}
        role="img"
        aria-label={`${title}: ${sentences.join("; ")}.`}
      >
        <text x="0" y="12">
          <tspan className={chart["strong"]}>{title}</tspan>
          <tspan dx="6">ms, logarithmic</tspan>
        </text>
        {logTicks(scale.from, scale.to).map((tick) => (
          <g key={tick}>
            <path className={chart["grid"]} d={`M${String(scale.x(tick))} ${String(top)}V${String(bottom)}`} />
            <text x={scale.x(tick)} y={bottom + 16} textAnchor="middle">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {known.map(({ entry, histogram }, i) => (
          <HistogramRow
            key={entry.letter}
            entry={entry}
            histogram={histogram}
            scale={scale}
            y={top + i * rowHeight}
            width={width}
          />
        ))}
      </svg>
    </div>
  );
}
