/** A metric that the vocabulary has and this application has never heard of is a column of the board. */
import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import type { LeaderboardRow } from "@/shared/api/wire";
import { open, testServer } from "../test-app";
import { makePage, makeRow } from "../test-data";

vi.mock("@/shared/api/vocabulary", async (original) => {
  const known = await original<typeof import("@/shared/api/vocabulary")>();
  const column = {
    key: "tokens_per_euro",
    title: "Thrift",
    note: "mean, ktok/€",
    optional: false,
    group: "Energy",
    extra: false,
    order: {
      name: "tokens per euro",
      title: "Tokens per euro",
      cardLabel: "Thrift ktok/€",
      firstOrder: "-tokens_per_euro",
      isName: false,
    },
    metric: { unit: "tok/€", factor: 1e-3, isEnergy: false, wide: false },
  };
  return {
    ...known,
    boardColumns: [...known.boardColumns, column],
    rankedMetrics: [...known.rankedMetrics, column.key],
  };
});

const row = makeRow();
const server = testServer(
  http.get("/api/v1/stats", () =>
    HttpResponse.json({ results: 1, models: 1, hardware: 1, contributors: 1, data_version: "1" }),
  ),
);

it("draws, sorts and limits by it", async () => {
  const metrics = { ...row.metrics, tokens_per_euro: { value: 41_200, ci95_half_width: 700 } };
  const asked: URLSearchParams[] = [];
  server.use(
    http.get("/api/v1/leaderboard", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      const items: LeaderboardRow[] = [{ ...row, metrics }];
      return HttpResponse.json(makePage(items));
    }),
  );
  open("/?sort=-tokens_per_euro&tokens_per_euro=1..");
  const header = await screen.findByRole("columnheader", { name: /^Thrift/ });
  expect(header).toHaveTextContent("Thriftmean, ktok/€");
  expect(header).toHaveAttribute("aria-sort", "descending");
  const cell = (await screen.findByText("41.20")).closest("td");
  expect(cell).toHaveTextContent("41.20± 0.70");
  expect(screen.getByRole("table")).toHaveAccessibleName("Results by tokens per euro");
  expect(
    asked.some((query) => query.get("sort") === "-tokens_per_euro" && query.get("tokens_per_euro") === "1.."),
  ).toBe(true);
  const limits = within(screen.getByRole("group", { name: "Ranges", hidden: true }));
  expect(limits.getByLabelText(/^Thrift at least/)).toHaveValue("1");
});
