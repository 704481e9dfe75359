import { expect, it } from "vitest";
import type { MetricList, MetricSummary } from "@/shared/api/wire";
import { byReason } from "./every-metric";

const absent = (title: string, absent_reason: string | null) => ({
  metric: {
    name: title,
    title,
    unit: "",
    higher_is_better: true,
    definition: "",
  } satisfies MetricList["items"][number],
  summary: { mean: null, absent_reason } as MetricSummary,
});

it("names each reason once, with the metrics that it keeps away, in their order", () => {
  expect(
    byReason([
      absent("Energy", "no meter"),
      absent("MFU", "no peak is known"),
      absent("Mean power", "no meter"),
      absent("Goodput", null),
    ]),
  ).toEqual([
    ["no meter", ["Energy", "Mean power"]],
    ["no peak is known", ["MFU"]],
    ["not measured", ["Goodput"]],
  ]);
});
