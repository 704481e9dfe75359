import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytes, figure, number, parameters, percent, readableUnit, tokens, variationWord } from "./number";

// The program and the server's pages write figures alike: src/base/figures_test.cpp reads the same table.
const table = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../tests/golden/figures.json"), "utf8")) as {
  number: [number, string][];
  figure: [number, number, string, string][];
  bytes: [number, string][];
  tokens: [number, string][];
};

describe("number", () => {
  it.each([...table.number, [Number.NaN, "—"] as const, [Infinity, "—"] as const])("%s reads %s", (x, text) => {
    expect(number(x)).toBe(text);
  });
});

describe("figure", () => {
  it.each(table.figure)("%s ± %s is %s ± %s", (x, half, value, plusMinus) => {
    expect(figure(x, half)).toEqual({ value, plusMinus });
  });
  it.each([null, undefined, 0, Number.NaN])("has no ± for %s", (half) => {
    expect(figure(7.84, half).plusMinus).toBeNull();
  });
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

it.each(table.bytes)("%s bytes are %s", (n, text) => {
  expect(bytes(n)).toBe(text);
});

it.each(table.tokens)("%s tokens are %s", (n, text) => {
  expect(tokens(n)).toBe(text);
});

it("names sizes", () => {
  expect([parameters(135e6), parameters(8e9)]).toEqual(["135 M", "8.00 B"]);
  expect([0.0153, 0.5, 0.0001, 0, 1.7e-16, -1e-9].map(percent)).toEqual([
    "1.5 %",
    "50.0 %",
    "0.010 %",
    "0 %",
    "< 0.01 %",
    "< 0.01 %",
  ]);
});

it("says how much cycles vary", () => {
  expect([0.02, 0.021, 0.05, 0.1, 0.11].map(variationWord)).toEqual([
    "stable",
    "normal",
    "normal",
    "variable",
    "noisy",
  ]);
});
