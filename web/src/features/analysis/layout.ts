/** What all figures have in common: pure, so that they can be tested without drawing. */
import { number } from "@/shared/format/number";
import { logTicks } from "@/shared/lib/ticks";
import type { Colours } from "./colours";

export interface PlotPoint {
  key: string;
  /** Its page; null if it is no single result. */
  resultId: string | null;
  lines: readonly string[];
  x: number | string;
  y: number | string;
  xaxis?: string;
  yaxis?: string;
}

export interface PlotFigure {
  data: object[];
  layout: { height: number } & Record<string, unknown>;
  /** In the order in which the arrow keys go through them. */
  points: readonly PlotPoint[];
}

/** Plotly reads some HTML in labels; names come from strangers. */
export const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Hover text and key of points, for a trace. No bold name: it would be a style attribute, which the page's policy does not let in. */
export const hovering = (points: readonly PlotPoint[]) => ({
  customdata: points.map(({ key }) => key),
  text: points.map(({ lines }) => lines.map(plain).join("<br>")),
  hovertemplate: "%{text}<extra></extra>",
});

export const axis = (title: string, colours: Colours, more: object = {}) => ({
  title: { text: plain(title), font: { size: 12 }, standoff: 8 },
  gridcolor: colours.line,
  linecolor: colours.line,
  zeroline: false,
  tickfont: { size: 12 },
  fixedrange: true,
  minorloglabels: "none",
  ...more,
});

/** A logarithmic axis with its range around positive values. */
export function logAxis(title: string, values: readonly number[], colours: Colours, more: object = {}) {
  const low = Math.log10(Math.min(...values));
  const high = Math.log10(Math.max(...values));
  const margin = Math.max((high - low) * 0.08, 0.08);
  const range: [number, number] = [low - margin, high + margin];
  const ticks = logTicks(10 ** range[0], 10 ** range[1]);
  const made = axis(title, colours, {
    type: "log",
    tickvals: ticks,
    ticktext: ticks.map((tick) => (tick < 1000 ? String(tick) : number(tick))),
    ...more,
  });
  return { ...made, range };
}

/** So far apart, the small values could not be told on an axis from zero. */
const farApart = 20;

/** From zero on, or logarithmic where values lie far apart. */
export const valueAxis = (title: string, values: readonly number[], colours: Colours, more: object = {}) =>
  Math.max(...values) > farApart * Math.min(...values)
    ? logAxis(title === "" ? "" : `${title}, logarithmic`, values, colours, more)
    : axis(title, colours, { range: [0, Math.max(...values) * 1.08], ...more });

export const base = (colours: Colours, height: number, margin: { l: number; r: number; t: number; b: number }) => ({
  height,
  margin,
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  showlegend: false,
  font: { family: "system-ui, sans-serif", size: 12, color: colours.muted },
  hovermode: "closest",
  dragmode: false,
  hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { color: colours.text }, align: "left" },
});

/** A whisker, where there is an interval. */
export const errorBar = (halfWidths: readonly (number | null)[], color: string) => ({
  type: "data",
  array: halfWidths.map((half) => half ?? 0),
  thickness: 1,
  width: 3,
  color,
  visible: halfWidths.some((half) => half !== null),
});

/** A circle around the point that was chosen. */
export const ring = ({ x, y, xaxis = "x", yaxis = "y" }: PlotPoint, colours: Colours) => ({
  type: "scatter",
  mode: "markers",
  x: [x],
  y: [y],
  xaxis,
  yaxis,
  hoverinfo: "skip",
  marker: { symbol: "circle-open", size: 20, color: colours.text, line: { width: 2 } },
});
