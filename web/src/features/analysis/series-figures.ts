/** Lines of several series, each with a letter at its end: over the number of devices, and over time or releases. */
import type { AnalysedResult, Scaling, Trend, TrendSeries } from "@/shared/api/wire";
import { date, plural } from "@/shared/format/number";
import { engineLook } from "@/shared/format/words";
import { dashes, symbols, type Colours } from "./colours";
import { axis, base, errorBar, hovering, plain, valueAxis, type PlotFigure, type PlotPoint } from "./layout";
import type { Order } from "./view";
import { axisTitle, cut, valueText, type Shown } from "./words";

/** More lines than these can't be told apart; the table has all. */
export const drawnMax = 6;
export const letterOf = (i: number): string => String.fromCharCode(65 + i);
const margin = { l: 72, r: 36, t: 12, b: 48 };
const height = 380;

const letterAt = (x: number | string, y: number, i: number, colours: Colours, yIsLog: boolean) => ({
  x,
  y: yIsLog ? Math.log10(y) : y,
  text: letterOf(i),
  showarrow: false,
  xanchor: "left",
  xshift: 9,
  font: { size: 13, color: colours.text },
});

function lineOf(
  points: readonly PlotPoint[],
  results: readonly AnalysedResult[],
  i: number,
  metric: Shown,
  colours: Colours,
  more: object,
) {
  const { key } = engineLook(results[0]?.engine ?? "");
  return {
    type: "scatter",
    mode: "lines+markers",
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    ...hovering(points),
    line: { color: colours.engine[key], width: 2, dash: dashes[i % dashes.length], ...more },
    marker: {
      symbol: results.map(({ engine }) => symbols[engineLook(engine).key]),
      color: results.map(({ engine }) => colours.engine[engineLook(engine).key]),
      size: 9,
      line: { color: colours.surface, width: 1 },
    },
    error_y: errorBar(
      results.map(({ ci95_half_width }) => (ci95_half_width === null ? null : ci95_half_width * metric.factor)),
      colours.engine[key],
    ),
  };
}

export function scalingFigure(answer: Scaling, metric: Shown, colours: Colours): PlotFigure {
  const series = answer.series.slice(0, drawnMax);
  const points = series.map(({ points: all, label }) =>
    all.map(({ hardware_count, best, share_of_ideal }) => ({
      key: best.id,
      resultId: best.id,
      lines: [
        label,
        `${plural(hardware_count, "device")}: ${valueText(best, metric)}`,
        ...(share_of_ideal === null ? [] : [`${(share_of_ideal * 100).toFixed(0)} % of the ideal`]),
      ],
      x: hardware_count,
      y: best.value * metric.factor,
    })),
  );
  const counts = [...new Set(series.flatMap(({ points: all }) => all.map(({ hardware_count }) => hardware_count)))];
  const values = series.flatMap(({ points: all }) =>
    all.flatMap(({ best, ideal }) => [best.value, ideal ?? best.value].map((value) => value * metric.factor)),
  );
  const yaxis = valueAxis(axisTitle(metric), values, colours);
  const isLog = "type" in yaxis;
  const most = Math.max(...counts);
  return {
    data: [
      ...series.map(({ points: all }) => ({
        type: "scatter",
        mode: "lines",
        hoverinfo: "skip",
        x: all.filter(({ ideal }) => ideal !== null).map(({ hardware_count }) => hardware_count),
        y: all.flatMap(({ ideal }) => (ideal === null ? [] : [ideal * metric.factor])),
        line: { color: colours.muted, width: 1, dash: "dash" },
      })),
      ...series.map(({ points: all }, i) =>
        lineOf(
          points[i] ?? [],
          all.map(({ best }) => best),
          i,
          metric,
          colours,
          {},
        ),
      ),
    ],
    layout: {
      ...base(colours, height, margin),
      xaxis: axis("Devices, logarithmic", colours, {
        type: "log",
        range: [Math.log10(Math.min(...counts)) - 0.06, Math.log10(most) + 0.08],
        tickvals: counts,
        ticktext: counts.map(String),
      }),
      yaxis,
      annotations: points.flatMap((all, i) => {
        const last = all.at(-1);
        return last ? [letterAt(Math.log10(last.x), last.y, i, colours, isLog)] : [];
      }),
    },
    points: points.flat(),
  };
}

/** A release stands once, whatever the scope of the energy. */
const releaseOf = (best: AnalysedResult, version: string) => `${engineLook(best.engine).label} ${version}`;

const stepLines = (series: TrendSeries, name: string, metric: Shown, order: Order): PlotPoint[] =>
  series.steps.map(({ at, best, engine_version, results }) => ({
    key: best.id,
    resultId: best.id,
    lines: [
      best.label,
      valueText(best, metric),
      order === "date" ? `the best of ${name} on ${date(at)}` : `the best of ${plural(results, "result")}`,
    ],
    x: order === "date" ? at : releaseOf(best, engine_version),
    y: best.value * metric.factor,
  }));

const dayOf = (at: string) => at.slice(0, 10);

/** The day of all steps, if they are of one: there is no line over time then. */
export function onlyDay({ series, last_at }: Trend): string | null {
  const days = new Set([last_at, ...series.flatMap(({ steps }) => steps.map(({ at }) => at))].map(dayOf));
  const [day = null] = days;
  return days.size === 1 ? day : null;
}

/** A line stays where it is until the newest result. */
const until = (points: readonly PlotPoint[], lastAt: string) => {
  const last = points.at(-1);
  return last ? [...points, { ...last, x: lastAt }] : [];
};

export function trendFigure(
  answer: Trend,
  nameOf: (series: TrendSeries) => string,
  metric: Shown,
  order: Order,
  colours: Colours,
): PlotFigure {
  const byDate = order === "date";
  const day = byDate ? onlyDay(answer) : null;
  const series = answer.series
    .slice(0, drawnMax)
    .map((one) => (day === null ? one : { ...one, steps: one.steps.slice(-1) }));
  const points = series.map((one, i) =>
    stepLines(one, nameOf(one), metric, order).map((point) => (day === null ? point : { ...point, x: letterOf(i) })),
  );
  const values = points.flat().map(({ y }) => y as number);
  const yaxis = valueAxis(axisTitle(metric), values, colours);
  const shape = { shape: "hv" };
  const releases = byDate ? [] : [...new Set(points.flat().map(({ x }) => String(x)))];
  return {
    data: series.flatMap(({ steps }, i) => {
      const own = points[i] ?? [];
      const results = steps.map(({ best }) => best);
      const { key } = engineLook(results[0]?.engine ?? "");
      const line = lineOf(own, results, i, metric, colours, byDate ? shape : {});
      if (!byDate || day !== null) return [line];
      const longer = until(own, answer.last_at);
      const rest = {
        type: "scatter",
        mode: "lines",
        hoverinfo: "skip",
        x: longer.slice(-2).map(({ x }) => x),
        y: longer.slice(-2).map(({ y }) => y),
        line: { color: colours.engine[key], width: 2, dash: dashes[i % dashes.length] },
      };
      return [rest, line];
    }),
    layout: {
      ...base(colours, byDate ? height : height + 60, byDate ? margin : { ...margin, b: 128 }),
      xaxis: axis(
        day !== null ? `Best on ${date(day)}` : byDate ? "Date of submission" : "",
        colours,
        byDate
          ? { type: day === null ? "date" : "category" }
          : {
              type: "category",
              tickangle: -40,
              categoryarray: releases,
              tickvals: releases,
              ticktext: releases.map((release) => plain(cut(release, 24))),
            },
      ),
      yaxis,
      annotations: points.flatMap((all, i) => {
        const last = day === null ? all.at(-1) : undefined;
        return last ? [letterAt(byDate ? answer.last_at : last.x, last.y as number, i, colours, "type" in yaxis)] : [];
      }),
    },
    points: points.flat(),
  };
}
