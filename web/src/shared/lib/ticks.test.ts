import { expect, it } from "vitest";
import { logTicks, tickText, ticks } from "./ticks";

it("puts ticks on round numbers", () => {
  expect(ticks(7.62, 8.11, 5)).toEqual([7.7, 7.8, 7.9, 8, 8.1]);
  expect(ticks(0, 700, 4)).toEqual([0, 200, 400, 600]);
  expect(ticks(3, 3)).toEqual([3]);
});

it("puts ticks of a logarithmic axis on round numbers, few where it is long", () => {
  expect(logTicks(0.9, 1.6)).toEqual([0.9, 1, 1.5]);
  expect(logTicks(8, 210)).toEqual([10, 20, 50, 100, 200]);
  expect(logTicks(0.5, 2000)).toEqual([1, 10, 100, 1000]);
});

it("writes ticks without the zeros of measured values", () => {
  expect([0, 0.5, 5, 2000, 1e6].map(tickText)).toEqual(["0", "0.5", "5", "2,000", "1,000,000"]);
});
