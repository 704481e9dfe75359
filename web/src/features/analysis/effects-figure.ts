/** The effect of each value of a factor against the baseline: ratio and interval on a logarithmic axis, a line at 1. */
import type { FactorEffect, Sensitivity } from "@/shared/api/wire";
import { number, plural } from "@/shared/format/number";
import type { Colours } from "./colours";
import { base, hovering, logAxis, plain, type PlotFigure, type PlotPoint } from "./layout";
import type { Fact } from "./view";
import { cut, factValue, ratioText } from "./words";

export type KnownEffect = FactorEffect & { ratio: number; ratio_lowest: number; ratio_highest: number };
export const knownEffects = (answer: Sensitivity): KnownEffect[] =>
  answer.effects.filter((effect): effect is KnownEffect => effect.ratio !== null);

/** "1.42 × (1.31 to 1.54), 12 pairs" */
export function effectWords(effect: KnownEffect): string {
  const { ratio, ratio_ci95_low: low, ratio_ci95_high: high, pairs_total: pairs } = effect;
  const interval = low === null || high === null ? "no interval" : `${number(low)} to ${number(high)}`;
  return `${ratioText(ratio)} (${interval}), ${plural(pairs, "pair")}`;
}

const rowHeight = 52;

const effectPoints = (effects: readonly KnownEffect[], fact: Fact): PlotPoint[] =>
  effects.map((effect, y) => ({
    key: effect.value,
    resultId: null,
    lines: [factValue(fact, effect.value), effectWords(effect)],
    x: effect.ratio,
    y,
  }));

/** Below their mean, in two rows. */
const pairPoints = (effects: readonly KnownEffect[]): PlotPoint[] =>
  effects.flatMap((effect, y) =>
    effect.pairs.map((pair, i) => ({
      key: `${effect.value} ${pair.other.id} ${pair.baseline.id}`,
      resultId: pair.other.id,
      lines: [pair.other.label, `${ratioText(pair.ratio)} that of ${pair.baseline.label}`],
      x: pair.ratio,
      y: y + 0.24 + (i % 2) * 0.07,
    })),
  );

const marksOf = (points: readonly PlotPoint[], marker: object, more: object = {}) => ({
  type: "scatter",
  mode: "markers",
  x: points.map(({ x }) => x),
  y: points.map(({ y }) => y),
  ...hovering(points),
  ...more,
  marker,
});

const intervals = (effects: readonly KnownEffect[], color: string) => ({
  type: "data",
  symmetric: false,
  array: effects.map(({ ratio, ratio_ci95_high }) => (ratio_ci95_high ?? ratio) - ratio),
  arrayminus: effects.map(({ ratio, ratio_ci95_low }) => ratio - (ratio_ci95_low ?? ratio)),
  thickness: 1.5,
  width: 5,
  color,
});

const ends = (effects: readonly KnownEffect[]): number[] =>
  effects.flatMap((effect) => [
    effect.ratio_ci95_low ?? effect.ratio_lowest,
    effect.ratio_ci95_high ?? effect.ratio_highest,
    effect.ratio_lowest,
    effect.ratio_highest,
  ]);

export function effectsFigure(answer: Sensitivity, fact: Fact, colours: Colours, width: number): PlotFigure {
  const effects = knownEffects(answer);
  const beside = width >= 560;
  const margin = { l: beside ? 224 : 8, r: 16, t: 8, b: 48 };
  const points = effectPoints(effects, fact);
  const pairs = pairPoints(effects);
  const nameOf = (effect: KnownEffect, most: number) => plain(cut(factValue(fact, effect.value), most));
  return {
    data: [
      marksOf(pairs, { symbol: "circle", size: 7, color: colours.muted, opacity: 0.75 }),
      marksOf(
        points,
        { symbol: "circle", size: 10, color: colours.brand, line: { color: colours.surface, width: 1 } },
        { error_x: intervals(effects, colours.text) },
      ),
    ],
    layout: {
      ...base(colours, effects.length * rowHeight + margin.t + margin.b, margin),
      xaxis: logAxis(
        `Ratio to ${factValue(fact, answer.baseline ?? "")}, logarithmic`,
        [...ends(effects), 1],
        colours,
        {},
      ),
      yaxis: {
        range: [effects.length - 0.5, -0.6],
        fixedrange: true,
        zeroline: false,
        gridcolor: "rgba(0,0,0,0)",
        tickvals: effects.map((_, i) => i),
        ticktext: effects.map((effect) => nameOf(effect, 30)),
        showticklabels: beside,
      },
      shapes: [
        {
          type: "line",
          x0: 1,
          x1: 1,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: colours.text, width: 1, dash: "dash" },
        },
      ],
      annotations: beside
        ? []
        : effects.map((effect, y) => ({
            xref: "paper",
            x: 0,
            xanchor: "left",
            y: y - 0.32,
            showarrow: false,
            text: nameOf(effect, Math.floor(width / 7.2)),
            font: { size: 12, color: colours.text },
          })),
    },
    points: [...points, ...pairs],
  };
}
