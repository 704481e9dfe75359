import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LeaderboardRow } from "../api/wire";
import { noRankText, rankText } from "./rank";

// The server's pages say the same: src/pages/board_rank_test.cpp reads the same table.
const table = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../tests/golden/ranks.json"), "utf8")) as {
  ranks: [number, number | null, number | null, string, string][];
  no_ranks: [string, LeaderboardRow["not_ranked"], string | null, number, string][];
};

it.each(table.ranks)("rank %s of %s to %s reads %s", (rank, rank_best, rank_worst, text, title) => {
  const said = rankText(rank, { rank_best, rank_worst });
  expect([[said.position, said.range].filter(Boolean).join(" "), said.title]).toEqual([text, title]);
});

it.each(table.no_ranks)("by %s, %s, %s, %s flags: %s", (sort, not_ranked, energy_absent_reason, flags, text) => {
  const row = { not_ranked, energy_absent_reason, flags: Array.from({ length: flags }, (_, i) => `A${String(i)}`) };
  expect(noRankText(row, sort)).toBe(text);
});
