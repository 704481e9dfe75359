import { describe, expect, it } from "vitest";
import { limitPresets } from "@/shared/api/vocabulary";
import { barsOf, movedTo, positionOf, scaleOf, steps, valueAt, type Bin } from "./histogram";
import { isPreset, limitWords, readLimit, withLimit, withPreset, writeLimit } from "@/shared/lib/slo";

describe("a limit", () => {
  it.each([
    ["peak_memory_mb<=80000", { metric: "peak_memory_mb", atLeast: false, value: 80000 }],
    ["tokens_per_joule>=.5", { metric: "tokens_per_joule", atLeast: true, value: 0.5 }],
    ["peak_memory_mb<80000", null],
    ["peak_memory_mb<=-1", null],
    ["peak_memory_mb<=1e999", null],
    ["colour<=1", null],
    ["<=1", null],
    ["peak_memory_mb", null],
    ["", null],
  ])("%j is read", (text, limit) => {
    expect(readLimit(text)).toEqual(limit);
  });
  it("comes back as it was, and reads in the unit that is shown", () => {
    const limit = readLimit("peak_memory_mb<=80000");
    expect(limit && writeLimit(limit)).toBe("peak_memory_mb<=80000");
    expect(limit && limitWords(limit)).toBe("memory ≤ 80 GB");
    const first = readLimit("time_to_first_token_ms_p90<=200");
    expect(first && limitWords(first)).toBe("first token p90 ≤ 200 ms");
  });
  it("takes the place of the one before, and goes", () => {
    const slo = ["peak_memory_mb<=80000", "tokens_per_joule>=2"];
    const field = { metric: "peak_memory_mb", atLeast: false } as const;
    expect(withLimit(slo, field, 24000)).toEqual(["tokens_per_joule>=2", "peak_memory_mb<=24000"]);
    expect(withLimit(slo, field, null)).toEqual(["tokens_per_joule>=2"]);
    expect(withLimit(slo, { ...field, atLeast: true }, 1)).toHaveLength(3);
  });
});

describe("a preset", () => {
  const [chat, , batch] = limitPresets;
  it("sets latencies and leaves other limits", () => {
    const slo = withPreset(["peak_memory_mb<=80000", "latency_per_token_ms<=1"], chat);
    expect(slo).toEqual([...chat.slo, "peak_memory_mb<=80000"]);
    expect(isPreset(slo, chat)).toBe(true);
    expect(isPreset([...slo, "e2e_latency_ms_p90<=9"], chat)).toBe(false);
    expect(withPreset(slo, batch)).toEqual(["peak_memory_mb<=80000"]);
    expect(isPreset([], batch)).toBe(true);
  });
});

describe("the distribution behind a limit", () => {
  const bins: Bin[] = [
    { from: 0, to: 1, count: 2 },
    { from: 8, to: 10, count: 3 },
    { from: 10, to: 12, count: 0 },
    { from: 12, to: 16, count: 1 },
  ];
  it("spans what has results, on a logarithmic axis", () => {
    const scale = scaleOf(bins);
    expect(scale).toEqual({ low: 8, high: 16 });
    expect(scaleOf([{ from: 0, to: 1, count: 5 }])).toBeNull();
    expect(scaleOf([])).toBeNull();
  });
  it("adds up neighbours where there are too many, and loses no result", () => {
    const many = Array.from({ length: 301 }, (_, i) => ({ from: 2 ** (i / 4), to: 2 ** ((i + 1) / 4), count: i }));
    const bars = barsOf(many);
    expect(bars.length).toBeLessThanOrEqual(60);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe((300 * 301) / 2);
    expect(barsOf(bins).map(({ count }) => count)).toEqual([5, 0, 1]);
  });
  it("has a place for each value, and the value of each place", () => {
    const scale = { low: 10, high: 1000 };
    expect([5, 10, 100, 1000, 9999].map((value) => positionOf(scale, value))).toEqual([0, 0, 500, steps, steps]);
    expect([0, 500, steps].map((position) => valueAt(scale, position))).toEqual([10, 100, 1000]);
  });
  it.each([
    { low: 40, high: 640 },
    { low: 7.168, high: 12.8 },
    { low: 0.0112, high: 114_688 },
  ])("moves with each press of a key, to the end and back: %j", (scale) => {
    for (const open of [0, steps]) {
      const away = open === 0 ? 1 : -1;
      const far = steps - open;
      let value: number | null = null;
      const place = () => (value === null ? open : positionOf(scale, value));
      const press = (by: number) => {
        const before = place();
        value = movedTo(scale, value, before + by, open);
        expect(Math.sign(place() - before)).toBe(by);
      };
      while (place() !== far) press(away);
      while (place() !== open) press(-away);
      expect(value).toBeNull();
    }
  });
  it("moves from what lies outside the distribution", () => {
    const scale = { low: 40, high: 640 };
    expect(movedTo(scale, 9000, steps - 1, steps)).toBe(630);
    expect(movedTo(scale, 0, 1, steps)).toBe(41);
  });
});
