import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { engines } from "../api/vocabulary";
import { engineLook, shortHardware } from "./words";

describe("the short name of hardware", () => {
  test("leaves out makers, trademarks and the nominal clock", () => {
    expect(shortHardware("NVIDIA GeForce RTX 4090")).toBe("RTX 4090");
    expect(shortHardware("Intel(R) Xeon(R) CPU @ 2.20GHz")).toBe("Intel Xeon");
  });
  test("says that nobody stated it", () => {
    expect(shortHardware("unknown device")).toBe("hardware not stated");
  });
});

test("gives each engine a look of its own, with a drawing and a colour", () => {
  const keys = Object.keys(engines).map((name) => engineLook(name).key);
  expect(new Set(keys).size).toBe(keys.length);
  const [shell, base] = ["index.html", "src/shared/ui/base.css"].map((file) => readFileSync(file, "utf8"));
  for (const key of keys) {
    expect(shell).toContain(`id="m-${key}"`);
    expect(base).toContain(`--engine-${key}: `);
    expect(base).toContain(`.e-${key} {`);
  }
});
