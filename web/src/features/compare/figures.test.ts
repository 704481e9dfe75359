import { expect, it } from "vitest";
import { changeText, differenceOf, differenceText, figureText, listed, stripEnd, verdictWords } from "./figures";
import { makeComparison } from "@/test-data";

const compared = makeComparison().metrics[0];
if (!compared) throw new Error("no metric");
const [baseline, better, apart] = compared.values;
if (!baseline || !better || !apart) throw new Error("no value");

it("writes changes with sign and one decimal, as the server does", () => {
  expect([1.2, 0.601, 1.0001, 0.99999, 4.2, 64.24].map(changeText)).toEqual([
    "+20.0 %",
    "−39.9 %",
    "0.0 %",
    "0.0 %",
    "+320 %",
    "64.2×",
  ]);
});

it("has a difference only where two are compared", () => {
  expect(differenceOf(baseline)).toBeNull();
  expect(differenceOf(apart)).toBeNull();
  const difference = differenceOf(better);
  expect(difference && differenceText(difference)).toBe("+20.0 % (+10.0 % to +30.0 %)");
  expect(difference && differenceText({ ...difference, low: null })).toBe("+20.0 %");
});

it("says the verdict, what refutes it, and why there is none", () => {
  expect(verdictWords({ ...better, p_value_holm: 0.01 }, 4)).toBe("better");
  expect(verdictWords({ ...better, p_value_holm: 0.4 }, 4)).toBe("better, not confirmed by the rank test");
  const untested = { ...better, p_value_holm: null };
  expect(verdictWords(untested, 3)).toBe("better; not tested: 3 cycles, four are needed");
  expect(verdictWords(untested, 4)).toBe("better");
  expect(verdictWords(untested, null)).toBe("better");
  expect(verdictWords({ ...better, verdict: "no_clear_difference" }, 4)).toBe("no clear difference");
  const one = { ...better, verdict: "no_clear_difference", ratio_ci95_low: null, words: "one cycle has no interval" };
  expect(verdictWords(one as typeof better, 1)).toBe("one cycle has no interval");
});

it("ends strips at a round change that holds all intervals, at most 100 %", () => {
  expect(stripEnd([compared])).toBe(0.5);
  expect(stripEnd([{ ...compared, values: [baseline, { ...better, ratio_ci95_high: 9 }] }])).toBe(1);
  expect(stripEnd([])).toBe(0.05);
});

it("writes figures in the unit for display", () => {
  expect(figureText(baseline, 10)).toBe("50.0 ± 2.0");
  expect(figureText({ ...baseline, mean: null }, 1)).toBeNull();
  expect([[], ["A"], ["A", "B"], ["A", "B", "C"]].map(listed)).toEqual(["", "A", "A and B", "A, B and C"]);
});
