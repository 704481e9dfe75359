/** Boxes and strips of a metric, one row for each group. */
import type { AnalysedResult, MetricDistribution } from "@/shared/api/wire";
import { engineLook } from "@/shared/format/words";
import { count, number } from "@/shared/format/number";
import { symbols, type Colours } from "./colours";
import { base, hovering, plain, valueAxis, type PlotFigure, type PlotPoint } from "./layout";
import type { Fact } from "./view";
import { axisTitle, cut, groupText, valueText, withUnit, type Shown } from "./words";

const rowHeight = 44;
/** Wide enough for names beside the rows; on a phone they stand above them. */
export const namesBeside = (width: number) => width >= 560;

/** Points of a row lie beside each other where their values are close; the same drawing always. */
export const spread = (i: number): number => (((i * 7) % 5) - 2) * 0.06;

type Group = MetricDistribution["groups"][number];

function pointsOf(group: Group, y: number, metric: Shown): PlotPoint[] {
  return group.points.map((result, i) => ({
    key: result.id,
    resultId: result.id,
    lines: [result.label, valueText(result, metric)],
    x: result.value * metric.factor,
    y: y + spread(i),
  }));
}

function traceOf(results: readonly AnalysedResult[], points: readonly PlotPoint[], colours: Colours) {
  const keys = results.map(({ engine }) => engineLook(engine).key);
  return {
    type: "scatter",
    mode: "markers",
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    ...hovering(points),
    marker: {
      symbol: keys.map((key) => symbols[key]),
      color: keys.map((key) => colours.engine[key]),
      size: 9,
      line: { color: colours.surface, width: 1 },
    },
  };
}

/** Medians where there is no box. */
function mediansOf(groups: readonly Group[], metric: Shown, colours: Colours) {
  const rows = groups.map((group, y) => ({ group, y })).filter(({ group }) => group.box === null && group.results > 1);
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    x: rows.map(({ group }) => group.median * metric.factor),
    y: rows.map(({ y }) => y),
    marker: { symbol: "line-ns", size: 18, line: { color: colours.text, width: 2 } },
  };
}

function boxesOf(groups: readonly Group[], metric: Shown, colours: Colours) {
  const rows = groups.flatMap((group, y) => (group.box ? [{ ...group, box: group.box, y }] : []));
  const scaled = (of: (group: (typeof rows)[number]) => number) => rows.map((group) => of(group) * metric.factor);
  return {
    type: "box",
    orientation: "h",
    y: rows.map(({ y }) => y),
    q1: scaled(({ box }) => box.quartile_low),
    median: scaled(({ median }) => median),
    q3: scaled(({ box }) => box.quartile_high),
    lowerfence: scaled(({ box }) => box.whisker_low),
    upperfence: scaled(({ box }) => box.whisker_high),
    boxpoints: false,
    hoverinfo: "skip",
    width: 0.5,
    fillcolor: colours.raised,
    line: { color: colours.muted, width: 1.5 },
  };
}

export const groupWords = (group: Group, metric: Shown): string =>
  `median ${withUnit(number(group.median * metric.factor), metric.unit)}, n = ${count(group.results)}`;

export function distributionFigure(
  answer: MetricDistribution,
  metric: Shown,
  fact: Fact,
  colours: Colours,
  width: number,
): PlotFigure {
  const { groups } = answer;
  const beside = namesBeside(width);
  const points = groups.map((group, y) => pointsOf(group, y, metric));
  const values = groups.flatMap(({ lowest, highest }) => [lowest * metric.factor, highest * metric.factor]);
  const name = (group: Group) => groupText(fact, group.value, group.energy_scope);
  const margin = { l: beside ? 264 : 8, r: 16, t: 8, b: 48 };
  return {
    data: [
      boxesOf(groups, metric, colours),
      mediansOf(groups, metric, colours),
      ...groups.map((group, i) => traceOf(group.points, points[i] ?? [], colours)),
    ],
    layout: {
      ...base(colours, groups.length * (rowHeight + (beside ? 0 : 18)) + margin.t + margin.b, margin),
      xaxis: valueAxis(axisTitle(metric), values, colours),
      yaxis: {
        range: [groups.length - 0.5, beside ? -0.5 : -0.9],
        fixedrange: true,
        zeroline: false,
        gridcolor: "rgba(0,0,0,0)",
        tickvals: groups.map((_, i) => i),
        ticktext: groups.map((group) => `${plain(cut(name(group), 34))}<br>${groupWords(group, metric)}`),
        tickfont: { size: 12 },
        showticklabels: beside,
      },
      annotations: beside
        ? []
        : groups.map((group, y) => ({
            xref: "paper",
            x: 0,
            xanchor: "left",
            y: y - 0.42,
            yanchor: "middle",
            showarrow: false,
            text: plain(
              cut(`${name(group)}: ${groupWords(group, metric).replace("median ", "")}`, Math.floor(width / 7.2)),
            ),
            font: { size: 12, color: colours.text },
          })),
    },
    points: points.flat(),
  };
}
