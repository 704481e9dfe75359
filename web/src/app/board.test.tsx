/** The board's question: limits, what the list has one row of, chosen and pinned rows, why a rank. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import { open as openAt, testServer } from "../test-app";
import { makePage, makeRow } from "../test-data";

const open = (address = "/") => openAt(address);
const bins = [8, 16, 32, 64].map((from) => ({ from, to: 2 * from, count: 10 }));
const page = (items: LeaderboardRow[], change: Partial<LeaderboardPage> = {}) =>
  makePage(items, {
    histograms: { time_to_first_token_ms_p90: { bins }, latency_per_token_ms: { bins }, peak_memory_mb: { bins: [] } },
    facets: { grade: [{ value: "gold", count: 1, selected: false }] },
    ...change,
  });
const row = (id: string, value: number, change: Partial<LeaderboardRow> = {}) => {
  const made = makeRow({ id, model: `m/${id}`, ...change });
  return { ...made, metrics: { ...made.metrics, tokens_per_joule: { value, ci95_half_width: 0.1 } } };
};
const rows = [
  row("a", 10, { rank: 1, rank_best: 1, rank_worst: 2 }),
  row("b", 9.9, { rank: 2, rank_best: 1, rank_worst: 2 }),
  row("c", 5, { rank: 3, rank_best: 3, rank_worst: 3 }),
];
const asked: URLSearchParams[] = [];
const board = (answer: LeaderboardPage) =>
  http.get("/api/v1/leaderboard", ({ request }) => {
    const query = new URL(request.url).searchParams;
    if (!query.has("fields")) asked.push(query);
    return HttpResponse.json(answer);
  });
const server = testServer();
beforeEach(() => {
  asked.length = 0;
  server.use(
    http.get("/api/v1/stats", () =>
      HttpResponse.json({ results: 9, models: 2, hardware: 1, contributors: 1, data_version: "1" }),
    ),
  );
});
const ready = () => screen.findByRole("link", { name: "a" });

it("says the question in words, and how much of it is listed", async () => {
  server.use(board(page(rows, { results: 12, meaning: "The best result of each model by date." })));
  open("/?best_per=model");
  await ready();
  expect(screen.getByText("3 of 12 results.").closest("[role=status]")).toHaveTextContent(
    "3 of 12 results. The best result of each model by date.",
  );
  expect(screen.getByRole("button", { name: "Best per model" })).toHaveAttribute("aria-pressed", "true");
});

it("sets limits by a preset, by the exact figure and by the slider, and takes them away", async () => {
  server.use(board(page(rows)));
  const router = open();
  await ready();
  const slo = () => new URLSearchParams(router.state.location.searchStr).get("slo");
  await userEvent.click(screen.getByRole("button", { name: "Chat" }));
  await waitFor(() => {
    expect(asked.at(-1)?.get("slo")).toBe("time_to_first_token_ms_p90<=450,latency_per_token_ms<=40");
  });
  expect(screen.getByText("3 of 9 results meet the limits.")).toBeInTheDocument();
  const memory = screen.getByRole("textbox", { name: /Memory ≤/ });
  await userEvent.type(memory, "lots{Enter}");
  expect(memory).toBeInvalid();
  await userEvent.clear(memory);
  await userEvent.type(memory, "24{Enter}");
  await waitFor(() => {
    expect(slo()).toContain("peak_memory_mb<=24000");
  });
  expect(memory).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Remove the limit on Memory" }));
  await waitFor(() => {
    expect(slo()).not.toContain("peak_memory_mb");
  });
  const slider = await screen.findByRole("slider", { name: "First token p90 at most" });
  expect(slider).toHaveAttribute("aria-valuetext", "450 ms, about 40 results");
  await userEvent.click(screen.getByRole("button", { name: "Batch" }));
  await waitFor(() => {
    expect(router.state.location.searchStr).toBe("");
  });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Limit another metric" }), "Tokens per joule");
  await userEvent.type(screen.getByRole("textbox", { name: /Tokens per joule ≥/ }), "2{Enter}");
  await waitFor(() => {
    expect(slo()).toBe("tokens_per_joule>=2");
  });
});

it("sets and removes a limit by the slider's keys", async () => {
  server.use(board(page(rows)));
  const router = open();
  await ready();
  const slider = await screen.findByRole<HTMLInputElement>("slider", { name: "First token p90 at most" });
  // jsdom moves no slider: this is what a key does in a browser.
  const press = (by: number) => fireEvent.change(slider, { target: { value: Number(slider.value) + by } });
  press(-1);
  press(-1);
  expect(slider).toHaveAttribute("aria-valuetext", "110 ms, about 40 results");
  const slo = () => new URLSearchParams(router.state.location.searchStr).get("slo");
  await waitFor(() => {
    expect(slo()).toBe("time_to_first_token_ms_p90<=110");
  });
  press(1);
  await waitFor(() => {
    expect(slo()).toBe("time_to_first_token_ms_p90<=120");
  });
  await userEvent.click(screen.getByRole("button", { name: "Remove the limit on First token p90" }));
  expect(slider).toHaveAttribute("aria-valuetext", "no limit");
  expect(slo()).toBeNull();
});

it("chooses rows by box and key, compares them, and keeps pinned ones on top", async () => {
  server.use(board(page(rows)));
  const router = open();
  await ready();
  await userEvent.click(screen.getByRole("checkbox", { name: "Select b for comparison" }));
  const bar = await screen.findByRole("region", { name: "Chosen results" });
  expect(bar).toHaveTextContent("1 chosenChoose another one to compare.");
  await userEvent.keyboard("jjjx");
  expect(await within(bar).findByRole("link", { name: "Compare 2" })).toHaveAttribute("href", "/compare?ids=b,c");
  expect(router.state.location.searchStr).toBe("?selected=b,c");
  await userEvent.click(within(bar).getByRole("button", { name: "Pin 2" }));
  const order = () =>
    screen
      .getAllByRole("row")
      .slice(1)
      .map((line) => line.querySelector("th a")?.textContent);
  await waitFor(() => {
    expect(order()).toEqual(["b", "c", "a"]);
  });
  expect(router.state.location.searchStr).toBe("?pinned=b,c");
  expect(screen.getAllByText("pinned")).toHaveLength(2);
});

it("asks where a pinned row stands that the page does not have", async () => {
  server.use(
    board(page(rows)),
    http.get("/api/v1/results/:id/standing", ({ params }) => {
      if (params["id"] === "gone") return HttpResponse.json({ detail: "No such result." }, { status: 404 }) as Response;
      const excluded = params["id"] === "out" ? ["time_to_first_token_ms_p90<=200", "flagged"] : [];
      const item = row(String(params["id"]), 1, excluded.length > 0 ? {} : { rank: 41, rank_best: 38, rank_worst: 44 });
      return HttpResponse.json({ item, excluded_by: excluded, data_version: "1" });
    }),
  );
  open("/?pinned=z,gone,out&slo=time_to_first_token_ms_p90<=200");
  await screen.findByRole("link", { name: "z" });
  await waitFor(() => {
    expect(screen.getAllByRole("row")).toHaveLength(6);
  });
  expect(screen.getByRole("button", { name: "41 (38–44)" })).toBeInTheDocument();
  expect(screen.getByTitle(/^not in this list: .* ≤ 200 ms; a check warns of it$/)).toBeInTheDocument();
});

it("explains a rank by the rows that its interval reaches", async () => {
  server.use(board(page(rows)));
  open();
  await ready();
  await userEvent.click(screen.getByRole("button", { name: "2 (1–2)" }));
  const panel = await screen.findByRole("dialog", { name: "Rank 2 (1–2)" });
  expect(panel).toHaveTextContent("No result is surely better. The data do not decide between this result and:");
  expect(
    within(panel)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["1 a10.00± 0.10"]);
  expect(panel).toHaveTextContent("of energy by 5 % or more");
  expect(within(panel).getByRole("link")).toHaveAttribute("href", "/method/comparing#ranks");
});

it("restricts a mixed page to its usual lengths, and shows what each constraint costs", async () => {
  server.use(
    board(
      page([row("a", 3, { input_tokens: 64, output_tokens: 32 }), row("b", 2), row("c", 1)], {
        mixed: [{ code: "other_lengths", concerns: "all", reason: "The requests differ in length." }],
      }),
    ),
  );
  const router = open();
  await ready();
  await userEvent.click(screen.getByRole("button", { name: "Only 128 in, 128 out" }));
  await waitFor(() => {
    expect(router.state.location.searchStr).toBe("?input_tokens=128..128&output_tokens=128..128");
  });
  server.use(board(page([], { relaxations: [{ parameter: "input_tokens", total: 4 }] })));
  await userEvent.click(screen.getByRole("button", { name: "Code completion" }));
  await userEvent.click(await screen.findByRole("button", { name: "Without input 128 tokens: 4 results" }));
  await waitFor(() => {
    expect(router.state.location.searchStr).not.toContain("input_tokens");
  });
});

it("says in the chart and at the limits that nothing matches", async () => {
  server.use(board(page([])));
  open("/?slo=peak_memory_mb<=1");
  for (const name of ["Limits", "Efficiency against speed"])
    await waitFor(() => {
      expect(screen.getByRole("region", { name })).toHaveTextContent("No result matches.");
    });
});

it("echoes what a search means before it is applied", async () => {
  server.use(board(page(rows)));
  open();
  await ready();
  await userEvent.keyboard("/conc:4..8 -tpj:>1");
  expect(
    await screen.findByText(/applies: requests in flight 4..8; excluding is not supported for -tpj/),
  ).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect(asked.at(-1)?.get("concurrency")).toBe("4..8");
  });
  expect(screen.getByText("Excluding is not supported for -tpj:>1")).toBeInTheDocument();
});

it("orders by the date, which has no ranks, and draws rows of one line", async () => {
  server.use(board(page([row("a", 1)])));
  open("/?sort=-submitted_at&density=compact");
  await ready();
  expect(screen.getByRole("columnheader", { name: /^Submitted/ })).toHaveAttribute("aria-sort", "descending");
  expect(screen.getByTitle("no rank: the rows are ordered by date")).toBeInTheDocument();
  expect(screen.getByText("2026-11-20")).toBeInTheDocument();
  expect(screen.getByRole("table").className).toContain("compact");
});
