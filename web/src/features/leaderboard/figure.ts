/** The efficiency scatter as Plotly data: pure, so that it can be tested without drawing. */
import type { LeaderboardRow } from "@/shared/api/wire";
import { figure as formatted, number, parameters } from "@/shared/format/number";
import { engineLook, shortModel, type EngineLook } from "@/shared/format/words";
import { paretoFront } from "./pareto";

export interface Dot {
  id: string;
  model: string;
  engine: string;
  hardware: string;
  scope: string;
  x: number;
  y: number;
  dx: number | null;
  dy: number | null;
  parameters: number | null;
}

export type PointRow = Pick<
  LeaderboardRow,
  "id" | "model" | "engine" | "hardware" | "parameters_total" | "energy_scope" | "metrics"
>;

/** Rows with both a speed and an energy. */
export function dotsOf(rows: readonly PointRow[]): Dot[] {
  return rows.flatMap((row) => {
    const x = row.metrics.throughput_tokens_per_sec;
    const y = row.metrics.tokens_per_joule;
    if (x.value === null || y.value === null || x.value <= 0 || y.value <= 0) return [];
    return [
      {
        id: row.id,
        model: row.model,
        engine: row.engine,
        hardware: row.hardware,
        scope: row.energy_scope,
        x: x.value,
        y: y.value,
        dx: x.ci95_half_width,
        dy: y.ci95_half_width,
        parameters: row.parameters_total,
      },
    ];
  });
}

/** Energies of different scope are never ranked together, so they share no front. */
export const frontOf = (dots: Dot[]): Dot[] =>
  new Set(dots.map((dot) => dot.scope)).size > 1 ? [] : paretoFront(dots).map((i) => dots[i] as Dot);

export interface Colours {
  text: string;
  muted: string;
  line: string;
  surface: string;
  engine: Record<EngineLook["key"], string>;
}

const symbols: Record<EngineLook["key"], string> = {
  vllm: "diamond",
  pytorch: "circle",
  sglang: "triangle-up",
  tensorrt: "square",
  llamacpp: "triangle-down",
  tgi: "x",
  ollama: "star",
  other: "cross",
};
const powers = [10, 50, 200, 700, 3000];
/** More error bars than this hide the points. */
const errorBarsMax = 200;
/** Plotly reads some HTML in labels; names come from strangers. */
const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const size = (dot: Dot, largest: number) => 8 + 14 * Math.sqrt((dot.parameters ?? 0) / largest);
const withUnit = (x: number, dx: number | null, unit: string) => {
  const text = formatted(x, dx);
  return `${text.value}${text.plusMinus === null ? "" : ` ± ${text.plusMinus}`} ${unit}`;
};

/** What is said of a dot: name, what it ran on, its figures. */
export const dotLines = (dot: Dot): string[] => [
  shortModel(dot.model),
  [engineLook(dot.engine).label, dot.hardware, ...(dot.parameters === null ? [] : [parameters(dot.parameters)])].join(
    ", ",
  ),
  withUnit(dot.y, dot.dy, "tok/J"),
  withUnit(dot.x, dot.dx, "tok/s"),
  `${number(dot.x / dot.y)} W`,
];

function extent(values: number[]): [number, number] {
  const low = Math.log10(Math.min(...values));
  const high = Math.log10(Math.max(...values));
  const margin = Math.max((high - low) * 0.08, 0.12);
  return [low - margin, high + margin];
}

function traceOf(key: EngineLook["key"], dots: Dot[], largest: number, bars: boolean, colours: Colours) {
  const sorted = [...dots].sort((a, b) => (b.parameters ?? 0) - (a.parameters ?? 0));
  const bar = (values: (number | null)[]) => ({
    type: "data",
    array: values.map((v) => v ?? 0),
    thickness: 1,
    width: 0,
    color: colours.engine[key],
    visible: bars,
  });
  return {
    type: "scatter",
    mode: "markers",
    name: engineLook(sorted[0]?.engine ?? "").label,
    x: sorted.map((dot) => dot.x),
    y: sorted.map((dot) => dot.y),
    customdata: sorted.map((dot) => dot.id),
    // No bold name: Plotly writes it as a style attribute, which the page's policy does not let in.
    text: sorted.map((dot) => dotLines(dot).map(plain).join("<br>")),
    hovertemplate: "%{text}<extra></extra>",
    error_x: bar(sorted.map((dot) => dot.dx)),
    error_y: bar(sorted.map((dot) => dot.dy)),
    marker: {
      symbol: symbols[key],
      color: colours.engine[key],
      size: sorted.map((dot) => size(dot, largest)),
      line: { color: colours.surface, width: 1 },
      opacity: 0.9,
    },
  };
}

export function scatterFigure(dots: Dot[], colours: Colours): { data: object[]; layout: object } {
  const largest = Math.max(...dots.map((dot) => dot.parameters ?? 0), 1);
  const keys = [...new Set(dots.map((dot) => engineLook(dot.engine).key))];
  const [x0, x1] = extent(dots.map((dot) => dot.x));
  const [y0, y1] = extent(dots.map((dot) => dot.y));
  const guides = powers.filter((watts) => 10 ** x1 / watts > 10 ** y0 && 10 ** x0 / watts < 10 ** y1);
  const front = frontOf(dots);
  const axis = (title: string, range: [number, number]) => ({
    type: "log",
    title: { text: title, font: { size: 12 } },
    range,
    dtick: range[1] - range[0] > 1.6 ? 1 : "D2",
    minorloglabels: "none",
    gridcolor: colours.line,
    linecolor: colours.line,
    zeroline: false,
    tickfont: { size: 12 },
    exponentformat: "SI",
  });
  return {
    data: [
      ...guides.map((watts) => ({
        type: "scatter",
        mode: "lines",
        x: [10 ** x0, 10 ** x1],
        y: [10 ** x0 / watts, 10 ** x1 / watts],
        line: { color: colours.muted, width: 1, dash: "dot" },
        hoverinfo: "skip",
        showlegend: false,
      })),
      ...(front.length > 1
        ? [
            {
              type: "scatter",
              mode: "lines",
              name: "Pareto front",
              showlegend: false,
              hoverinfo: "skip",
              x: front.map((dot) => dot.x),
              y: front.map((dot) => dot.y),
              line: { color: colours.text, width: 1.5, shape: "vh" },
            },
          ]
        : []),
      ...keys.map((key) =>
        traceOf(
          key,
          dots.filter((dot) => engineLook(dot.engine).key === key),
          largest,
          dots.length <= errorBarsMax,
          colours,
        ),
      ),
    ],
    layout: {
      margin: { l: 52, r: 8, t: 20, b: 44 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      font: { family: "system-ui, sans-serif", size: 12, color: colours.muted },
      hovermode: "closest",
      dragmode: false,
      hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { color: colours.text }, align: "left" },
      xaxis: axis("Throughput, output tok/s →", [x0, x1]),
      yaxis: axis("tok/J ↑", [y0, y1]),
      annotations: guides.flatMap((watts) => {
        const top = Math.min(x1, y1 + Math.log10(watts));
        const place = top - Math.log10(watts);
        return place < y0 || top < x0
          ? []
          : [
              {
                x: top,
                y: place,
                text: `${String(watts)} W`,
                showarrow: false,
                xanchor: "right",
                yanchor: "bottom",
                font: { size: 11, color: colours.muted },
              },
            ];
      }),
    },
  };
}

/** One sentence from the data, for those who can't see the picture. */
export function takeaway(dots: Dot[]): string {
  const best = dots.reduce<Dot | null>((top, dot) => (top === null || dot.y > top.y ? dot : top), null);
  const fastest = dots.reduce<Dot | null>((top, dot) => (top === null || dot.x > top.x ? dot : top), null);
  if (!best || !fastest) return "No result has both speed and energy.";
  const front = frontOf(dots).length;
  return `${String(dots.length)} results${front > 0 ? `, ${String(front)} on the Pareto front` : " of several energy scopes"}. Least energy: ${shortModel(best.model)} at ${number(best.y)} tokens per joule; fastest: ${shortModel(fastest.model)} at ${number(fastest.x)} tokens per second.`;
}
