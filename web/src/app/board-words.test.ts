import { describe, expect, it } from "vitest";
import type { LeaderboardRow } from "@/shared/api/wire";
import { makeRow } from "../test-data";
import { usualLengths } from "@/features/leaderboard/answer";
import { readAddress } from "@/features/leaderboard/search";
import { toggledPins, withPinToggled, withSelected } from "@/features/leaderboard/selection";
import { intervalWords, undecided } from "@/features/leaderboard/why";
import { constraintWords, withoutConstraint } from "@/features/leaderboard/words";

const row = (id: string, value: number, half: number | null, change: Partial<LeaderboardRow> = {}) => {
  const made = makeRow({ id, rank: 1, ...change });
  return { ...made, metrics: { ...made.metrics, tokens_per_joule: { value, ci95_half_width: half } } };
};
const view = readAddress({}).view;

describe("why a rank", () => {
  it("lists the rows whose interval reaches this one's, by 5 % for energy", () => {
    const own = row("own", 10, 0.1);
    const rows = [
      row("better", 10.8, 0.05),
      row("near", 10.7, 0.15),
      own,
      row("alike", 9.6, 0.1),
      row("worse", 9.3, 0.05),
      row("elsewhere", 10, 0.1, { energy_scope: "node_wall" }),
      row("unranked", 10, 0.1, { rank: null, not_ranked: "warnings" }),
    ];
    expect(undecided(own, rows, "-tokens_per_joule").map(({ id }) => id)).toEqual(["near", "alike"]);
  });
  it("tells nothing of a row without an interval or a rank, or of an order by date", () => {
    const others = [row("a", 10, 1)];
    expect(undecided(row("own", 10, null), others, "-tokens_per_joule")).toEqual([]);
    expect(undecided(row("own", 10, 1, { rank: null }), others, "-tokens_per_joule")).toEqual([]);
    expect(undecided(row("own", 10, 1), others, "-submitted_at")).toEqual([]);
  });
  it("says the interval in words", () => {
    expect(intervalWords(row("a", 17.3, 0.52), "tokens_per_joule")).toBe(
      "17.30 ± 0.52 tok/J: 16.78 to 17.82 tok/J with 95 % confidence",
    );
    expect(intervalWords(row("a", 17.3, null), "tokens_per_joule")).toBe("17.3 tok/J, one value without an interval");
  });
});

describe("rows that are chosen", () => {
  it("are chosen once, pinned once, and no more than an address can name", () => {
    const chosen = withSelected(withSelected(view, "a", true), "a", true);
    expect(chosen.selected).toEqual(["a"]);
    expect(withSelected(chosen, "a", false).selected).toEqual([]);
    expect(toggledPins({ pinned: ["a"], selected: ["a", "b"] })).toEqual(["a", "b"]);
    expect(toggledPins({ pinned: ["a", "b", "c"], selected: ["a", "b"] })).toEqual(["c"]);
    const full = { ...view, pinned: Array.from({ length: 10 }, (_, i) => String(i)) };
    expect(withPinToggled(full, "x")).toBe(full);
    expect(withPinToggled(full, "3").pinned).toHaveLength(9);
  });
});

describe("what an answer is told of", () => {
  it("the lengths of most rows, where they differ", () => {
    const lengths = (input: number | null, output: number | null) => ({ input_tokens: input, output_tokens: output });
    expect(usualLengths([lengths(1, 1), lengths(1, 1), lengths(null, 2)])).toBeNull();
    expect(usualLengths([lengths(9, 9), lengths(1, 2), lengths(1, 2)])).toMatchObject({ input: 1, output: 2 });
  });
  it("each constraint in words, and the view without it", () => {
    const asked = readAddress({
      engine: "vllm,sglang",
      q: "qwen",
      parameters_billions: "7..14",
      concurrency: "4",
      min_quality: "standard",
      slo: "peak_memory_mb<=80000,latency_per_token_ms<=50",
      exclude: "engine:tgi,model:a:b",
    }).view;
    const words = (parameter: string) => constraintWords(asked, parameter);
    // The server has the same words: board_page_test.cpp.
    expect(words("engine")).toBe("engine vLLM, SGLang");
    expect(words("q")).toBe("search “qwen”");
    expect(words("parameters_billions")).toBe("weights 7..14 B");
    expect(words("concurrency")).toBe("requests in flight 4");
    expect(words("min_quality")).toBe("grade of at least standard");
    expect(words("peak_memory_mb<=80000")).toBe("memory ≤ 80 GB");
    expect(words("engine:tgi")).toBe("excluding engine TGI");
    expect(words("model:a:b")).toBe("excluding model a:b");
    expect(withoutConstraint(asked, "engine:tgi").exclude).toEqual(["model:a:b"]);
    expect(withoutConstraint(asked, "engine").engine).toEqual([]);
    expect(withoutConstraint(asked, "q").q).toBe("");
    expect(withoutConstraint(asked, "peak_memory_mb<=80000").slo).toEqual(["latency_per_token_ms<=50"]);
    expect(withoutConstraint(asked, "flagged").flagged).toBe("shown");
  });
});
