import { describe, expect, it } from "vitest";
import type { AnalysedResult, MetricDistribution, Scaling, Sensitivity, Trend } from "@/shared/api/wire";
import { distributionFigure } from "./distribution-figure";
import { effectsFigure, effectWords, knownEffects } from "./effects-figure";
import { logAxis, valueAxis } from "./layout";
import { geometryOf, strengthOf } from "./matrix";
import { config } from "./plot";
import { drawnMax, scalingFigure, trendFigure } from "./series-figures";
import { colours, textsOf } from "./test-colours";
import { shownMetric } from "./words";

const results = { total: 9, rows: 9, truncated: false, used: 9, set_aside: [], data_version: "1" };
const efficiency = shownMetric("tokens_per_joule");
const result = (id: string, value: number, change: Partial<AnalysedResult> = {}): AnalysedResult => ({
  id,
  label: `label of ${id}`,
  engine: "vllm",
  value,
  ci95_half_width: null,
  ...change,
});

it("lets nothing leave the page", () => {
  expect(config).toMatchObject({ showSendToCloud: false, displaylogo: false, displayModeBar: false });
});

describe("axes", () => {
  it("start at zero, or are logarithmic where values lie far apart", () => {
    expect(valueAxis("x", [1, 2, 10], colours)).toMatchObject({ range: [0, 10.8] });
    expect(valueAxis("x", [0.1, 200], colours)).toMatchObject({ type: "log", title: { text: "x, logarithmic" } });
  });
  it("have labelled ticks on less than a decade too", () => {
    const axis = logAxis("x", [45, 80], colours) as { tickvals?: number[]; ticktext?: string[] };
    expect(axis.tickvals).toContain(60);
    expect(axis.ticktext).toContain("60");
    expect((logAxis("x", [900, 20_000], colours) as { ticktext?: string[] }).ticktext).toContain("10,000");
  });
});

describe("distribution", () => {
  const answer: MetricDistribution = {
    summary: "",
    results,
    groups_total: 2,
    groups: [
      {
        value: "vllm",
        energy_scope: "gpu",
        results: 12,
        lowest: 1,
        median: 5,
        highest: 9,
        box: { whisker_low: 2, quartile_low: 4, quartile_high: 6, whisker_high: 8 },
        points: [result("far", 9, { label: "<b>far</b> & away", engine: "sglang" })],
      },
      {
        value: "",
        energy_scope: null,
        results: 2,
        lowest: 1,
        median: 1.5,
        highest: 2,
        box: null,
        points: [result("a", 1), result("b", 2)],
      },
    ],
  };
  it("draws boxes from the server's quartiles and each point once", () => {
    const figure = distributionFigure(answer, efficiency, "engine", colours, 900);
    expect(figure.data[0]).toMatchObject({
      type: "box",
      y: [0],
      q1: [4],
      median: [5],
      q3: [6],
      lowerfence: [2],
      upperfence: [8],
    });
    expect(figure.data[1]).toMatchObject({ x: [1.5], y: [1] });
    expect(figure.points.map(({ key }) => key)).toEqual(["far", "a", "b"]);
    expect(textsOf(figure)).toContain("&lt;b>far&lt;/b> &amp; away");
    expect(textsOf(figure)).not.toContain("<b>");
    expect(textsOf(figure)).toContain("not stated");
  });
  it("names its rows above them on a phone", () => {
    const { layout } = distributionFigure(answer, efficiency, "engine", colours, 360);
    expect(layout["annotations"]).toHaveLength(2);
    expect(layout["yaxis"]).toMatchObject({ showticklabels: false });
  });
});

describe("effects", () => {
  const effect = {
    value: "fp8",
    results: 9,
    pairs_total: 3,
    ratio: 1.5,
    ratio_ci95_low: 1.4,
    ratio_ci95_high: 1.65,
    ratio_lowest: 1.3,
    ratio_highest: 1.7,
    pairs: [{ baseline: result("a", 1), other: result("b", 1.5), ratio: 1.5 }],
  };
  const unknown = {
    ...effect,
    value: "int4",
    pairs_total: 0,
    ratio: null,
    ratio_ci95_low: null,
    ratio_ci95_high: null,
    ratio_lowest: null,
    ratio_highest: null,
    pairs: [],
  };
  const answer: Sensitivity = {
    summary: "",
    results,
    energy_scope: "gpu",
    other_scopes: 0,
    baseline: "bf16",
    effects: [effect, unknown],
    across_values: [],
    across_total: 0,
    cells: [],
    not_stated: [],
  };
  it("leaves out what has no pair, and says when there is no interval", () => {
    const [known] = knownEffects(answer);
    expect(knownEffects(answer)).toHaveLength(1);
    expect(known && effectWords(known)).toBe("1.50 × (1.40 to 1.65), 3 pairs");
    expect(known && effectWords({ ...known, ratio_ci95_low: null, pairs_total: 1 })).toBe(
      "1.50 × (no interval), 1 pair",
    );
    const figure = effectsFigure(answer, "precision", colours, 900);
    expect(figure.points).toHaveLength(2);
    expect(figure.points[1]).toMatchObject({ resultId: "b" });
  });
});

describe("matrix", () => {
  it("is strongest for the best, whichever direction that is", () => {
    const cell = (median: number) => ({ factor: "", across: "", results: 1, median, best: result("a", median) });
    const cells = [cell(1), cell(10), cell(100)] as const;
    expect(cells.map(strengthOf(cells, true))).toEqual([0, 0.5, 1]);
    expect(cells.map(strengthOf(cells, false))).toEqual([1, 0.5, 0]);
    expect(strengthOf([cells[0]], true)(cells[0])).toBe(0.5);
  });
  it("keeps cells wide enough to read and slants long names", () => {
    const narrow = geometryOf(
      Array.from({ length: 20 }, () => "a long name of a device"),
      ["model"],
      340,
    );
    expect(narrow.cellWidth).toBeGreaterThanOrEqual(56);
    expect(narrow.slanted).toBe(true);
    expect(geometryOf(["1", "2"], ["model"], 340).slanted).toBe(false);
  });
});

describe("scaling and trend", () => {
  const series = (i: number): Scaling["series"][number] => ({
    label: `s${String(i)}`,
    model: "m",
    precision: "",
    engine: "vllm",
    hardware: "h",
    input_tokens: null,
    output_tokens: null,
    energy_scope: "gpu",
    points: [1, 2].map((count) => ({
      hardware_count: count,
      results: 1,
      best: result(`${String(i)}-${String(count)}`, 8 / count, { ci95_half_width: 0.1 }),
      ideal: 8,
      share_of_ideal: 1 / count,
    })),
  });
  it("draws as many lines as can be told apart, each with its ideal", () => {
    const answer: Scaling = {
      summary: "",
      results,
      ideal: "constant",
      series_total: 9,
      series: Array.from({ length: 9 }, (_, i) => series(i)),
    };
    const { data, points, layout } = scalingFigure(answer, efficiency, colours);
    expect(data).toHaveLength(2 * drawnMax);
    expect(points).toHaveLength(2 * drawnMax);
    expect(data[0]).toMatchObject({ y: [8, 8], line: { dash: "dash" } });
    expect(points[1]?.lines).toContain("50 % of the ideal");
    expect(layout["xaxis"]).toMatchObject({ tickvals: [1, 2] });
  });
  const step = (at: string, version: string, value: number) => ({
    at,
    engine_version: version,
    results: 3,
    best: result(at, value),
  });
  const trend: Trend = {
    summary: "",
    results,
    group: "engine",
    last_at: "2026-11-20T00:00:00Z",
    series_total: 1,
    series: [
      {
        value: "vllm",
        energy_scope: "gpu",
        results: 9,
        steps: [step("2026-11-01T00:00:00Z", "0.10", 4), step("2026-11-05T00:00:00Z", "0.11", 8)],
      },
    ],
  };
  it("draws one point of each line where all is of one day", () => {
    const day = { ...trend, last_at: trend.series[0]?.steps[0]?.at ?? "" };
    const steps = (trend.series[0]?.steps ?? []).map((step) => ({ ...step, at: day.last_at }));
    day.series = trend.series.map((series) => ({ ...series, steps }));
    const { data, layout, points } = trendFigure(day, () => "vLLM", efficiency, "date", colours);
    expect(data).toHaveLength(1);
    expect(points.map(({ x }) => x)).toEqual(["A"]);
    expect(layout["xaxis"]).toMatchObject({ type: "category" });
  });
  it("goes in steps up to the newest result", () => {
    const { data } = trendFigure(trend, () => "vLLM", efficiency, "date", colours);
    expect(data[0]).toMatchObject({ x: ["2026-11-05T00:00:00Z", "2026-11-20T00:00:00Z"], y: [8, 8] });
    expect(data[1]).toMatchObject({ line: { shape: "hv" } });
  });
  it("has releases in their order as its axis", () => {
    const { layout } = trendFigure(trend, () => "vLLM", efficiency, "release", colours);
    expect(layout["xaxis"]).toMatchObject({ type: "category", categoryarray: ["vLLM 0.10", "vLLM 0.11"] });
  });
});
