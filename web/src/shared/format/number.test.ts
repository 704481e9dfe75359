import { describe, expect, it } from "vitest";
import { bytes, figure, number, parameters, percent, readableUnit, tokens, variationWord } from "./number";

describe("number", () => {
  it.each([
    [0, "0"], [1234, "1,234"], [4908, "4,908"], [12345.6, "12,346"], [142.3, "142"], [41.24, "41.2"], [9.996, "10.0"],
    [0.128, "0.128"], [0.0809, "0.0809"], [999.6, "1,000"], [-3.14159, "-3.14"], [Number.NaN, "—"], [Infinity, "—"],
  ])("%s reads %s", (x, text) => { expect(number(x)).toBe(text); });
});

describe("figure", () => {
  it.each([
    [19.738, 0.5123, "19.74", "0.51"], [15.12, 1.74, "15.1", "1.7"], [4908.4, 71.6, "4,908", "72"], [2.3066, 0.0771, "2.307", "0.077"],
    [0.17096, 0.00083, "0.1710", "0.0008"], [100, 0.999, "100.0", "1.0"], [626, 12.4, "626", "12"], [5000, 1234, "5,000", "1,234"],
    [0.2, 3e-17, "0.2000", "<0.0001"], [1342.4, 0.25, "1,342", "<1"],
  ])("%s ± %s is %s ± %s", (x, half, value, plusMinus) => { expect(figure(x, half)).toEqual({ value, plusMinus }); });
  it.each([null, undefined, 0, Number.NaN])("has no ± for %s", (half) => { expect(figure(7.84, half).plusMinus).toBeNull(); });
});

it.each([
  [81_891_320_583, "FLOP/s", 81.891320583, "GFLOP/s"],
  [2e15, "FLOP/s", 2, "PFLOP/s"],
  [197.9, "MB", 197.9, "MB"],
  [80_000, "MB", 80, "GB"],
  [0, "MB", 0, "MB"],
  [5e9, "tok/s", 5e9, "tok/s"],
])("%s %s is read as %s %s", (x, unit, value, read) => {
  const found = readableUnit(x, unit);
  expect(found.unit).toBe(read);
  expect(x * found.factor).toBeCloseTo(value, 9);
});

it("names sizes", () => {
  expect([bytes(900), bytes(14_110), bytes(1.8e6)]).toEqual(["900 B", "14.1 kB", "1.80 MB"]);
  expect([parameters(135e6), parameters(8e9)]).toEqual(["135 M", "8.00 B"]);
  expect([tokens(1024), tokens(131), tokens(2000)]).toEqual(["1k", "131", "2k"]);
  expect(percent(0.0153)).toBe("1.5 %");
});

it("says how much cycles vary", () => {
  expect([0.02, 0.021, 0.05, 0.1, 0.11].map(variationWord)).toEqual(["stable", "normal", "normal", "variable", "noisy"]);
});
