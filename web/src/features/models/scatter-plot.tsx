/** The drawing of all results: a pointer shows the nearest one, a click holds it. */
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { number } from "@/shared/format/number";
import { engineLook, scopeWord, shortHardware, type EngineSymbol } from "@/shared/format/words";
import { cx } from "@/shared/lib/cx";
import { logTicks } from "@/shared/lib/ticks";
import { Axes } from "@/shared/explorer/axes";
import styles from "@/shared/explorer/explorer.module.css";
import { metricByName, type ShownMetric } from "@/shared/explorer/metric";
import chart from "@/shared/ui/chart.module.css";
import { useWidth } from "@/shared/ui/use-width";
import type { Point } from "./points";

const height = 360;
const margin = { left: 52, right: 20, top: 24, bottom: 44 };
/** A pointer this near means the point. */
const reach = 24;

interface Dot {
  point: Point;
  x: number;
  y: number;
}

/** The other axis; where the speed itself ranks, it is the power. */
export const acrossOf = (metric: ShownMetric): ShownMetric =>
  (metric.name === "throughput_tokens_per_sec"
    ? metricByName("avg_power_watts")
    : metricByName("throughput_tokens_per_sec")) ?? metric;

export function scalesOf(points: readonly Point[], across: ShownMetric, metric: ShownMetric, width: number) {
  const drawn = points.flatMap((point) => {
    const [x, y] = [point.values[across.name], point.values[metric.name]];
    return typeof x === "number" && typeof y === "number" && x > 0 && y > 0
      ? [{ point, x: x * across.factor, y: y * metric.factor }]
      : [];
  });
  const extent = (values: number[]): [number, number] => [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  if (drawn.length === 0) return null;
  const [x0, x1] = extent(drawn.map(({ x }) => x));
  const [y0, y1] = extent(drawn.map(({ y }) => y));
  const inner = width - margin.left - margin.right;
  const x = (value: number) => margin.left + (Math.log(value / x0) / Math.log(x1 / x0)) * inner;
  const y = (value: number) =>
    height - margin.bottom - (Math.log(value / y0) / Math.log(y1 / y0)) * (height - margin.top - margin.bottom);
  const dots = drawn.map((dot) => ({ point: dot.point, x: x(dot.x), y: y(dot.y) }));
  return { dots, x, y, xTicks: logTicks(x0, x1), yTicks: logTicks(y0, y1) };
}

const shapes: Record<EngineSymbol, string> = {
  vllm: "m0-5 5 5-5 5-5-5Z",
  pytorch: "m-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0Z",
  sglang: "m0-4.6 4.8 8.4h-9.6Z",
  tensorrt: "m-3.8-3.8h7.6v7.6h-7.6Z",
  llamacpp: "m0 4.6 4.8-8.4h-9.6Z",
  tgi: "m2.5 -4.5l2 2l-2.5 2.5l2.5 2.5l-2 2l-2.5 -2.5l-2.5 2.5l-2 -2l2.5 -2.5l-2.5 -2.5l2 -2l2.5 2.5Z",
  ollama: "m0 -5.2l1.3 3.4l3.6 0.2l-2.8 2.3l1 3.5l-3.1 -2l-3.1 2l1 -3.5l-2.8 -2.3l3.6 -0.2Z",
  other: "m-1.5-4.6h3v3.1h3.1v3h-3.1v3.1h-3v-3.1h-3.1v-3h3.1Z",
};

/** One path for each engine: thousands of points cost as little as one element. */
function Marks({ dots, faded }: { dots: readonly Dot[]; faded: boolean }) {
  const keys = [...new Set(dots.map(({ point }) => engineLook(point.engine).key))];
  return keys.map((key) => (
    <g key={key} className={`e-${key}`}>
      <path
        className={cx("mark", faded && chart["faded"])}
        d={dots
          .filter(({ point }) => engineLook(point.engine).key === key)
          .map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}${shapes[key]}`)
          .join("")}
      />
    </g>
  ));
}

function Tip({
  dot,
  metric,
  across,
  width,
  pinned,
}: {
  dot: Dot;
  metric: ShownMetric;
  across: ShownMetric;
  width: number;
  pinned: boolean;
}) {
  const { point } = dot;
  const value = (shown: ShownMetric) => `${number((point.values[shown.name] ?? 0) * shown.factor)} ${shown.unit}`;
  const left = dot.x > width / 2 ? { right: width - dot.x + 12 } : { left: dot.x + 12 };
  return (
    <div
      className={styles["tip"]}
      data-loose={pinned ? undefined : ""}
      style={{ top: Math.min(dot.y, height - 130), ...left }}
    >
      <b>{shortHardware(point.hardware)}</b>
      <span>{[engineLook(point.engine).label, point.precision, point.load].filter(Boolean).join(", ")}</span>
      <span>
        {value(metric)}, {value(across)}
      </span>
      {metric.isEnergy && <span>{scopeWord(point.energyScope)}</span>}
      {pinned && (
        <Link to="/results/$resultId" params={{ resultId: point.id }}>
          Open the result
        </Link>
      )}
    </div>
  );
}

/** The nearest point within reach of a place. */
export function nearestDot(dots: readonly Dot[], x: number, y: number): Dot | null {
  let found: Dot | null = null;
  let least = reach * reach;
  for (const dot of dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance <= least) [found, least] = [dot, distance];
  }
  return found;
}

interface Props {
  points: Point[];
  metric: ShownMetric;
  best: string | undefined;
  label: string;
}

export function ScatterPlot({ points, metric, best, label }: Props) {
  const [box, width] = useWidth(900);
  const [tip, setTip] = useState<{ dot: Dot; pinned: boolean } | null>(null);
  const across = acrossOf(metric);
  const scales = useMemo(() => scalesOf(points, across, metric, width), [points, across, metric, width]);
  const at = (event: React.MouseEvent) => {
    const place = event.currentTarget.getBoundingClientRect();
    return scales && nearestDot(scales.dots, event.clientX - place.x, event.clientY - place.y);
  };
  const ring = scales?.dots.find(({ point }) => point.id === best);
  return (
    <div
      ref={box}
      className={styles["plotBox"]}
      onKeyDown={(event) => {
        if (event.key === "Escape") setTip(null);
      }}
    >
      {scales && (
        <svg
          className={chart["chart"]}
          width={width}
          height={height}
          viewBox={`0 0 ${String(width)} ${String(height)}`}
          role="img"
          aria-label={label}
          onPointerMove={(event) => {
            if (tip?.pinned) return;
            const dot = at(event);
            setTip(dot && { dot, pinned: false });
          }}
          onPointerLeave={() => {
            if (!tip?.pinned) setTip(null);
          }}
          onClick={(event) => {
            const dot = at(event);
            setTip(dot && { dot, pinned: true });
          }}
        >
          <Axes
            frame={{ width, height, margin }}
            {...scales}
            xTitle={`${across.title}, ${across.unit}`}
            yTitle={`${metric.unit} ${metric.higherIsBetter ? "↑" : "↓"}`}
            crossed
          />
          <Marks dots={scales.dots.filter(({ point }) => !point.ranked)} faded />
          <Marks dots={scales.dots.filter(({ point }) => point.ranked)} faded={false} />
          {ring && <circle className={styles["ring"]} cx={ring.x} cy={ring.y} r="8" />}
          {tip && !tip.pinned && <circle className={styles["ring"]} cx={tip.dot.x} cy={tip.dot.y} r="6" />}
        </svg>
      )}
      {tip && <Tip {...tip} metric={metric} across={across} width={width} />}
    </div>
  );
}
