/** Systems under rising load: throughput of a device, energy of a token and first token over the speed for each user. */
import type { LoadPoint, OperatingCurve } from "@/shared/api/wire";
import { engineLook } from "@/shared/format/words";
import { dashes, symbols, type Colours } from "./colours";
import { firstTokenOf, linesOf, loadMark, plotMargin, speedMost } from "./curve-words";
import { placeLabels, type PointLabel } from "./point-labels";
import { axis, base, errorBar, hovering, logAxis, valueAxis, type PlotFigure, type PlotPoint } from "./layout";

/** From the lowest energy of a token to the highest: Cividis, which all kinds of colour vision read. */
const energyScale = "Cividis";

interface Panel {
  yaxis: string;
  value: (point: LoadPoint) => number | null;
  halfWidth?: (point: LoadPoint) => number | null;
}
const panels: readonly Panel[] = [
  { yaxis: "y", value: (point) => point.tokens_per_sec_per_device },
  {
    yaxis: "y2",
    value: (point) => point.joules_per_token.value,
    halfWidth: (point) => point.joules_per_token.ci95_half_width,
  },
  { yaxis: "y3", value: firstTokenOf },
];

function traceOf(
  curve: OperatingCurve,
  i: number,
  panel: Panel,
  colours: Colours,
  energies: readonly number[],
  labels: readonly PointLabel[],
) {
  const { key } = engineLook(curve.system.engine);
  const shown = curve.points.filter((point) => panel.value(point) !== null);
  const points: PlotPoint[] = shown.map((point) => ({
    key: point.id,
    resultId: point.id,
    lines: linesOf(curve, point),
    x: point.tokens_per_sec_per_user,
    y: panel.value(point) ?? 0,
    yaxis: panel.yaxis,
  }));
  const first = panel.yaxis === "y";
  const known = shown.map(({ joules_per_token }) => joules_per_token.value);
  const coloured = first && energies.length > 1 && known.every((value) => value !== null);
  const trace = {
    type: "scatter",
    mode: first ? "lines+markers+text" : "lines+markers",
    yaxis: panel.yaxis,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    ...hovering(points),
    ...(first
      ? {
          text: labels.map(({ text }) => text),
          textposition: labels.map(({ position }) => position),
          textfont: { size: 11, color: colours.muted },
          hovertext: hovering(points).text,
          hovertemplate: "%{hovertext}<extra></extra>",
        }
      : {}),
    cliponaxis: false,
    line: { color: colours.engine[key], width: 2, dash: dashes[i % dashes.length] },
    marker: {
      symbol: symbols[key],
      size: 10,
      opacity: shown.map(({ within_limits }) => (within_limits ? 1 : 0.4)),
      line: { color: coloured ? colours.engine[key] : colours.surface, width: 1 },
      ...(coloured
        ? {
            color: known,
            colorscale: energyScale,
            cmin: Math.min(...energies),
            cmax: Math.max(...energies),
            showscale: false,
          }
        : { color: colours.engine[key] }),
    },
    ...(panel.halfWidth ? { error_y: errorBar(shown.map(panel.halfWidth), colours.engine[key]) } : {}),
  };
  return { trace, points };
}

/** Rings around the busiest points within the limits, in every panel. */
function ringsOf(curves: readonly OperatingCurve[], panel: Panel, colours: Colours) {
  const busiest = curves.flatMap(({ points, busiest: cost }) =>
    points.filter((point) => cost !== null && point.id === cost.id && panel.value(point) !== null),
  );
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    yaxis: panel.yaxis,
    cliponaxis: false,
    x: busiest.map((point) => point.tokens_per_sec_per_user),
    y: busiest.map((point) => panel.value(point)),
    marker: { symbol: "circle-open", size: 20, color: colours.brand, line: { width: 2 } },
  };
}

export interface CurveLimits {
  /** Tokens per second for each user, at least. */
  speed: number | null;
  /** Milliseconds, at most. */
  firstToken: number | null;
  /** Whether there is any, of these or of another metric. */
  any: boolean;
}

function shapesOf({ speed, firstToken }: CurveLimits, colours: Colours) {
  const line = { color: colours.brand, width: 1.5 };
  return [
    ...(speed === null
      ? []
      : [
          {
            type: "rect",
            layer: "below",
            x0: 0,
            x1: speed,
            yref: "paper",
            y0: 0,
            y1: 1,
            fillcolor: colours.raised,
            line: { width: 0 },
          },
          { type: "line", x0: speed, x1: speed, yref: "paper", y0: 0, y1: 1, line },
        ]),
    ...(firstToken === null
      ? []
      : [{ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y3", y0: firstToken, y1: firstToken, line }]),
  ];
}

const present = (curves: readonly OperatingCurve[], { value }: Panel) =>
  curves.flatMap(({ points }) => points.map(value)).filter((one) => one !== null);

/** Height of the panels, from the top, and of the gaps between them. */
const domains = [
  [0.5, 1],
  [0.25, 0.42],
  [0, 0.17],
] as const;

/** A panel without values says so. */
const emptyPanel = (domain: readonly [number, number], text: string, colours: Colours) => ({
  xref: "paper",
  yref: "paper",
  x: 0.5,
  y: (domain[0] + domain[1]) / 2,
  showarrow: false,
  text,
  font: { size: 12, color: colours.muted },
});

/** From the middle of a curve's first point down to the middle of its letter. */
const letterDrop = 14;

/** Titles of the panels, what they lack, and the letters of the curves. */
function annotationsOf(
  curves: readonly OperatingCurve[],
  hasEnergy: boolean,
  hasFirstToken: boolean,
  narrow: boolean,
  colours: Colours,
) {
  const titled = (text: string, place: number) => ({
    xref: "paper",
    yref: "paper",
    x: 0,
    y: domains[place]?.[1],
    xanchor: "left",
    yanchor: "bottom",
    yshift: 6,
    xshift: narrow ? -plotMargin.l + 4 : 0,
    showarrow: false,
    text,
    font: { size: 12, color: colours.text },
  });
  const letters = curves.flatMap(({ points, letter }) => {
    const last = points[0];
    return last
      ? [
          {
            x: last.tokens_per_sec_per_user,
            y: Math.log10(last.tokens_per_sec_per_device),
            text: letter,
            showarrow: false,
            yshift: -letterDrop,
            font: { size: 13, color: colours.text },
          },
        ]
      : [];
  });
  return [
    titled(
      narrow ? "tok/s on each device ↑" : "tok/s on each device ↑, logarithmic; the fill is J per token, dark is less",
      0,
    ),
    titled(narrow ? "J per output token ↓" : "J per output token, ↓ is better; whiskers are 95 % intervals", 1),
    titled(narrow ? "First token, ms ↓" : "First token, ms (p90, or mean where that is all there is), logarithmic", 2),
    ...(!hasEnergy ? [emptyPanel(domains[1], "no energy was measured", colours)] : []),
    ...(!hasFirstToken ? [emptyPanel(domains[2], "no time to first token was measured", colours)] : []),
    ...letters,
  ];
}

/** Loads at the points of the first panel, which is so large; one list for each curve. */
function labelsOf(curves: readonly OperatingCurve[], range: readonly [number, number], width: number, height: number) {
  const most = speedMost(curves);
  const all = curves.flatMap(({ points }) =>
    points.map((point) => ({
      x: (point.tokens_per_sec_per_user / most) * width,
      y: ((Math.log10(point.tokens_per_sec_per_device) - range[0]) / (range[1] - range[0])) * height,
      text: loadMark(point),
    })),
  );
  const starts = curves.map((_, i) => curves.slice(0, i).reduce((sum, { points }) => sum + points.length, 0));
  const letters = starts.flatMap((start) => {
    const first = all[start];
    return first ? [{ x: first.x, y: first.y - letterDrop }] : [];
  });
  const labels = placeLabels(all, letters);
  return curves.map(({ points }, i) => labels.slice(starts[i], (starts[i] ?? 0) + points.length));
}

export function curveFigure(
  curves: readonly OperatingCurve[],
  limits: CurveLimits,
  colours: Colours,
  width: number,
): PlotFigure {
  const energies = present(curves, panels[1] as Panel);
  const firstTokens = present(curves, panels[2] as Panel);
  const narrow = width < 560;
  const margin = { ...plotMargin, t: 28, b: 44 };
  const height = narrow ? 640 : 760;
  const speedAxis = logAxis("", present(curves, panels[0] as Panel), colours, { domain: domains[0] });
  const labels = labelsOf(
    curves,
    speedAxis.range,
    width - margin.l - margin.r,
    (height - margin.t - margin.b) * (domains[0][1] - domains[0][0]),
  );
  const made = panels.map((panel) =>
    curves.map((curve, i) => traceOf(curve, i, panel, colours, energies, labels[i] ?? [])),
  );
  const tick = narrow ? { nticks: 4 } : {};
  return {
    data: [
      ...(limits.any ? panels.map((panel) => ringsOf(curves, panel, colours)) : []),
      ...made.flatMap((panel) => panel.map(({ trace }) => trace)),
    ],
    layout: {
      ...base(colours, height, margin),
      xaxis: axis("Output tok/s for each user →", colours, { range: [0, speedMost(curves)], anchor: "y3" }),
      yaxis: speedAxis,
      yaxis2: valueAxis("", energies.length > 0 ? energies : [1], colours, {
        domain: domains[1],
        showticklabels: energies.length > 0,
        ...tick,
      }),
      yaxis3: logAxis(
        "",
        firstTokens.length > 0 ? [...firstTokens, limits.firstToken ?? firstTokens[0] ?? 1] : [1, 10],
        colours,
        {
          domain: domains[2],
          showticklabels: firstTokens.length > 0,
          ...tick,
        },
      ),
      shapes: shapesOf(limits, colours),
      annotations: annotationsOf(curves, energies.length > 0, firstTokens.length > 0, narrow, colours),
    },
    points: made[0]?.flatMap(({ points }) => points) ?? [],
  };
}
