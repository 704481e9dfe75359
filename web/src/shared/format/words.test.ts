import { describe, expect, test } from "vitest";
import { shortHardware } from "./words";

describe("the short name of hardware", () => {
  test("leaves out makers, trademarks and the nominal clock", () => {
    expect(shortHardware("NVIDIA GeForce RTX 4090")).toBe("RTX 4090");
    expect(shortHardware("Intel(R) Xeon(R) CPU @ 2.20GHz")).toBe("Intel Xeon");
  });
  test("says that nobody stated it", () => {
    expect(shortHardware("unknown device")).toBe("hardware not stated");
  });
});
