import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { makeDetail } from "@/test-data";
import { open, testServer } from "../test-app";

const server = testServer();
const repetition = {
  id: "res_2",
  submitted_by: "ben",
  submitted_at: "2026-11-21T10:00:00Z",
  tokens_per_joule: 2.05,
  relative_difference: 0.025,
  independent: true,
  ranked: true,
  agrees: true,
};

it("lists other results of the configuration, and whether they agree", async () => {
  const detail = makeDetail(
    { name: "a/b" },
    {
      repetitions: [
        repetition,
        { ...repetition, id: "res_3", relative_difference: -0.2, agrees: false },
        { ...repetition, id: "res_4", independent: false, ranked: false, agrees: false },
      ],
    },
  );
  server.use(http.get("/api/v1/results/res_1", () => HttpResponse.json(detail)));
  open("/results/res_1");
  const table = await screen.findByRole("table", { name: "Other results of this configuration" });
  const rows = within(table)
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.children].slice(2).map(({ textContent }) => textContent));
  expect(rows).toEqual([
    ["+2.5 %", "yes", "yes"],
    ["−20.0 %", "yes", "no"],
    ["+2.5 %", expect.stringContaining("the same account"), expect.stringContaining("a check warns of it")],
  ]);
  expect(screen.getByText(/1 of 2 independent results agrees with it/)).toBeInTheDocument();
  expect(within(table).getAllByRole("link")[0]).toHaveAttribute("href", "/results/res_2");
});
