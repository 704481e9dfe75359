import { describe, expect, it } from "vitest";
import type {
  AnalysedResult,
  MetricDistribution,
  OperatingCurve,
  Scaling,
  Sensitivity,
  Trend,
} from "@/shared/api/wire";
import { aboutText } from "./answer";
import type { Colours } from "./colours";
import { curveFigure } from "./curve-figure";
import { firstTokenOf, loadText } from "./curve-words";
import { distributionFigure } from "./distribution-figure";
import { effectsFigure, effectWords, knownEffects } from "./effects-figure";
import { logAxis, plain, valueAxis, type PlotFigure } from "./layout";
import { geometryOf, strengthOf } from "./matrix";
import { config } from "./plot";
import { drawnMax, scalingFigure, trendFigure } from "./series-figures";
import { factValue, shownMetric, valueText } from "./words";

const colours: Colours = {
  text: "#111111",
  muted: "#555555",
  line: "#dddddd",
  surface: "#ffffff",
  raised: "#eeeeee",
  brand: "#000088",
  engine: { vllm: "#1", pytorch: "#2", sglang: "#3", tensorrt: "#4", llamacpp: "#5", other: "#6" },
};
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
/** Every text that Plotly could read as HTML. */
const textsOf = ({ data, layout }: PlotFigure) => JSON.stringify([data, layout]);

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

describe("operating curve", () => {
  const point = (concurrency: number, within: boolean): OperatingCurve["points"][number] => ({
    id: `res_${String(concurrency)}`,
    concurrency,
    offered_requests_per_sec: null,
    tokens_per_sec_per_user: 100 / concurrency,
    tokens_per_sec_per_device: 90 * concurrency,
    joules_per_token: { value: 1 / concurrency, ci95_half_width: null },
    latency_per_token_ms: 10 * concurrency,
    time_to_first_token_ms: 40,
    time_to_first_token_ms_p90: null,
    cycles: 3,
    results: 1,
    within_limits: within,
  });
  const curve: OperatingCurve = {
    letter: "A",
    system: {
      id: "res_1",
      label: "Qwen3-8B, fp8, vLLM 0.11, NVIDIA L4",
      model: "Qwen3-8B",
      precision: "fp8",
      engine: "vllm",
      engine_version: "0.11",
      hardware: "NVIDIA L4",
      hardware_count: 1,
      input_tokens: 128,
      output_tokens: 128,
      energy_scope: "gpu",
      loads: 2,
    },
    points: [point(1, true), point(8, false)],
    busiest: { id: "res_1", watt_hours_per_1000_answers: 36, devices_per_1000_users: 1000 },
  };
  it("rings the busiest measured point within the limits and fades the others", () => {
    const { data } = curveFigure([curve], { speed: 30, firstToken: 200, any: true }, colours, 900);
    expect(data[0]).toMatchObject({ x: [100], y: [90], marker: { symbol: "circle-open" } });
    expect(data[3]).toMatchObject({ text: ["1", "8"], marker: { opacity: [1, 0.4] } });
  });
  it("has no ring without limits, and none where no load is within them", () => {
    expect(curveFigure([curve], { speed: null, firstToken: null, any: false }, colours, 900).data).toHaveLength(3);
    const { data } = curveFigure(
      [{ ...curve, busiest: null }],
      { speed: 30, firstToken: null, any: true },
      colours,
      900,
    );
    expect(data[0]).toMatchObject({ x: [] });
  });
  it("draws limits where they lie", () => {
    const { layout } = curveFigure([curve], { speed: 30, firstToken: 200, any: true }, colours, 900);
    expect(layout["shapes"]).toMatchObject([
      { type: "rect", x1: 30 },
      { x0: 30, x1: 30 },
      { yref: "y3", y0: 200 },
    ]);
  });
  it("says what was not measured, in a panel of its own", () => {
    const points = curve.points.map((one) => ({
      ...one,
      joules_per_token: { value: null, ci95_half_width: null },
      time_to_first_token_ms: null,
    }));
    const figure = curveFigure([{ ...curve, points }], { speed: null, firstToken: null, any: false }, colours, 900);
    expect(textsOf(figure)).toContain("no energy was measured");
    expect(textsOf(figure)).toContain("no time to first token was measured");
  });
  it("names loads of both kinds", () => {
    const closed = point(1, true);
    expect(loadText(closed)).toBe("1 request at once");
    expect(loadText({ ...closed, concurrency: null, offered_requests_per_sec: 2.5 })).toBe("2.50 requests/s");
    expect(firstTokenOf({ ...closed, time_to_first_token_ms_p90: 55 })).toBe(55);
  });
});

it("writes values and names as people read them", () => {
  expect(valueText(result("a", 2.31, { ci95_half_width: 0.08 }), efficiency)).toBe("2.310 ± 0.080 tok/J");
  expect(factValue("hardware", "2 x NVIDIA H100")).toBe("2 x H100");
  expect(factValue("hardware_count", "1")).toBe("1 device");
  expect(factValue("engine_version", "vllm 0.11.2")).toBe("vLLM 0.11.2");
  expect(plain("a < b & c")).toBe("a &lt; b &amp; c");
});

it("says which results an answer is about", () => {
  expect(aboutText({ ...results, total: 1 })).toBe("1 result matches.");
  expect(
    aboutText({
      ...results,
      total: 100_000,
      rows: 20_000,
      truncated: true,
      set_aside: [{ reason: "energy_modelled", results: 1 }],
    }),
  ).toBe("100,000 results match; the newest 20,000 are looked at. 1 does not count: energy is modelled, not measured.");
});
