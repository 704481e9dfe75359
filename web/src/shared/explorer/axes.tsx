/** Grid and figures of a drawing with a horizontal and a vertical axis. */
import chart from "../ui/chart.module.css";
import { stated } from "./metric";

export interface Frame {
  width: number;
  height: number;
  margin: { left: number; right: number; top: number; bottom: number };
}

interface Props {
  frame: Frame;
  x: (value: number) => number;
  y: (value: number) => number;
  xTicks: readonly number[];
  yTicks: readonly number[];
  xTitle: string;
  yTitle: string;
  /** Lines at the figures of the horizontal axis too. */
  crossed?: boolean;
}

export function Axes({ frame: { width, height, margin }, x, y, xTicks, yTicks, xTitle, yTitle, crossed }: Props) {
  const base = height - margin.bottom;
  const end = width - margin.right;
  return (
    <>
      {yTicks.map((tick) => (
        <g key={tick}>
          <path className={chart["grid"]} d={`M${String(margin.left)} ${y(tick).toFixed(1)}H${String(end)}`} />
          <text x={margin.left - 8} y={y(tick) + 4} textAnchor="end">
            {stated(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <g key={tick}>
          {crossed && (
            <path className={chart["grid"]} d={`M${x(tick).toFixed(1)} ${String(margin.top)}V${String(base)}`} />
          )}
          <text x={x(tick)} y={base + 18} textAnchor="middle">
            {stated(tick)}
          </text>
        </g>
      ))}
      <path className={chart["axis"]} d={`M${String(margin.left)} ${String(base)}H${String(end)}`} />
      <text className={chart["ink"]} x="0" y="12">
        {yTitle}
      </text>
      <text className={chart["ink"]} x={end} y={height - 4} textAnchor="end">
        {xTitle} →
      </text>
    </>
  );
}
