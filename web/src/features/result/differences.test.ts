import { expect, it } from "vitest";
import { apart, nameOf, relativeDifference } from "./differences";

it.each([
  [9.63, 9.63001, ["9.63000", "9.63001"]],
  [9.63, 9.7, ["9.63", "9.70"]],
  [12_345.6, 12_345.7, ["12,345.6", "12,345.7"]],
])("shows %s and %s with the digits that tell them apart", (submitted, recomputed, texts) => {
  expect(apart(submitted, recomputed)).toEqual(texts);
});

it.each([
  [110, 100, "+10.0 %"],
  [99, 100, "-1.0 %"],
  [100.0001, 100, "< 0.01 %"],
  [1, 0, ""],
  [null, 100, ""],
])("says by how much %s differs from %s", (submitted, recomputed, text) => {
  expect(relativeDifference({ submitted, recomputed })).toBe(text);
});

it("names the metric, and its unit where the part has it", () => {
  expect(nameOf({ metric: "throughput_tokens_per_sec", part: "mean" })).toEqual({ title: "Throughput", unit: "tok/s" });
  expect(nameOf({ metric: "throughput_tokens_per_sec", part: "cv" })).toEqual({ title: "Throughput", unit: "" });
  expect(nameOf({ metric: "of_a_newer_server", part: "mean" })).toEqual({ title: "of_a_newer_server", unit: "" });
});
