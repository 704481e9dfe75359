import { describe, expect, it } from "vitest";
import { exceededListText, inUnit, metricByName, sortMetric, stated, type ShownMetric } from "./metric";
import { logAxis } from "./range-strip";
import { emptyView, filtersOf, readView, searchOf } from "./view";

const limit = (metric: string, value: number | null, maximum: number | null, minimum: number | null = null) => ({
  metric,
  value,
  maximum,
  minimum,
});

describe("the view of an address", () => {
  it("is read back as it was written", () => {
    const search = {
      q: "qwen",
      sort: "peak_memory_mb",
      slo: "peak_memory_mb<=80000,latency_per_token_ms<=50",
      parameters_billions: "7..14",
      flagged: "shown",
      order: "spread",
      reverse: "true",
      model_family: "Qwen3",
      hardware: "NVIDIA L4",
    };
    expect(searchOf(readView(search, ["spread"]))).toEqual(search);
  });

  it("has defaults for what is wrong, and writes no default", () => {
    const wrong = { sort: "-nonsense", slo: "nonsense<=1,peak_memory_mb<=x", parameters_billions: "a..b", order: "x" };
    expect(readView(wrong, ["spread"])).toEqual(emptyView);
    expect(searchOf(emptyView)).toEqual({});
    expect(filtersOf(emptyView)).toEqual({});
  });

  it("asks the server for what is chosen alone", () => {
    const view = readView({ hardware: "a\\,b,c", q: " x ", flagged: "shown" });
    expect(filtersOf(view)).toEqual({ q: "x", flagged: "shown", hardware: ["a,b", "c"] });
    expect(filtersOf(view, ["hardware"])).toEqual({ q: "x", flagged: "shown" });
  });
});

describe("limits that are not met", () => {
  it("are said in the unit that is shown, with what was not measured", () => {
    expect(
      exceededListText([
        limit("peak_memory_mb", 142_000, 80_000),
        limit("tokens_per_joule", 1, null, 2),
        limit("time_to_first_token_ms_p90", null, 200),
        limit("latency_per_token_ms", null, 50),
      ]),
    ).toBe(
      "memory 142 of at most 80.0 GB; tokens per joule 1.00 of at least 2.00 tok/J; not measured: first token p90, per token",
    );
  });
});

it("knows the metric of an order, and the first one for another", () => {
  expect(sortMetric("peak_memory_mb").name).toBe("peak_memory_mb");
  expect(sortMetric("-nonsense").name).toBe("tokens_per_joule");
  expect(inUnit(80_000, metricByName("peak_memory_mb") as ShownMetric)).toBe("80.0");
});

it("gives a stated figure no digits that it does not have", () => {
  expect([80, 989.4, 1978.9, 3350, 0.5, 26_800].map(stated)).toEqual([
    "80",
    "989.4",
    "1,979",
    "3,350",
    "0.5",
    "26,800",
  ]);
});

it("has no logarithmic axis without a positive value, and one for a single value", () => {
  expect(logAxis([0, -1, NaN])).toBeNull();
  const axis = logAxis([5]);
  expect(axis?.x(5)).toBeCloseTo(78, 0);
  expect(logAxis([0.05, 200])?.ticks).toEqual([0.1, 1, 10, 100]);
});
