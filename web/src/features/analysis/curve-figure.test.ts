import { describe, expect, it } from "vitest";
import type { OperatingCurve } from "@/shared/api/wire";
import { curveFigure } from "./curve-figure";
import { firstTokenOf, loadText } from "./curve-words";
import { colours, textsOf } from "./test-colours";

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
