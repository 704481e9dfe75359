import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { SavedView } from "@/shared/api/wire";
import { open, testServer } from "../test-app";
import { makeComparison, makePage, makeRow } from "../test-data";

const id = "abcdefghijklmnopqrst";
const view = (change: Partial<SavedView> = {}) => ({
  id,
  path: "/",
  query: "engine=vllm",
  rows: 25,
  meaning: "Results by tokens per joule; engine vLLM.",
  saved_at: "2026-11-20T10:00:00.000Z",
  saved_by: "ada",
  data_version: "7",
  answer: { leaderboard: makePage([makeRow({ state: "withdrawn" })]) },
  rows_withheld: 0,
  withdrawn: [],
  changes: {
    results_then: 1,
    results_now: 0,
    same: 0,
    items: [
      {
        change: "withdrawn",
        id: "res_1",
        label: "Qwen3-8B, fp8",
        words: "Withdrawn on 2026-11-25: wrong meter",
        figures: [{ metric: "tokens_per_joule", before: 4, after: 5.5 }],
      },
    ],
  },
  ...change,
});
const saved: unknown[] = [];
const server = testServer(
  http.get(`/api/v1/views/${id}`, () => HttpResponse.json(view())),
  http.post("/api/v1/views", async ({ request }) => {
    saved.push(await request.json());
    return HttpResponse.json({ id, url: `/v/${id}`, created: true }, { status: 201 });
  }),
  http.get("/api/v1/compare", () => HttpResponse.json(makeComparison())),
);

describe("a saved view", () => {
  it("says what it asks, when it was frozen and by whom, what changed, and shows the rows of then", async () => {
    open(`/v/${id}`);
    const bar = await screen.findByRole("complementary", { name: "Saved view" });
    expect(bar).toHaveTextContent(/Saved view of 20 November 2026, 10:00 UTC by ada\. Results by tokens per joule/);
    expect(bar).toHaveTextContent("1 change since, 0 rows as before");
    expect(bar).toHaveTextContent("Withdrawn on 2026-11-25: wrong meter Tokens per joule: 4.00 → 5.50 tok/J.");
    expect(screen.getByRole("link", { name: "Open the live page" })).toHaveAttribute("href", "/?engine=vllm");
    expect(screen.getByRole("link", { name: "Frozen answer" })).toHaveAttribute("aria-current", "page");
    // A picture would take the place of the application.
    expect(screen.getByRole("link", { name: "PNG" })).toHaveAttribute("download");
    expect(screen.getAllByRole("row")).toHaveLength(2);
    expect(screen.getByText("withdrawn")).toBeInTheDocument();
  });

  it("asks for the answer of today when told to", async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      http.get("/api/v1/leaderboard", ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return HttpResponse.json(makePage([makeRow(), makeRow({ id: "res_2" })]));
      }),
    );
    open(`/v/${id}`);
    await userEvent.click(await screen.findByRole("link", { name: "Answer of today" }));
    await waitFor(() => {
      expect(screen.getAllByRole("row")).toHaveLength(3);
    });
    expect(asked.map((query) => query.get("engine"))).toEqual(["vllm"]);
    expect(asked[0]?.get("limit")).toBe("25");
  });

  it("draws a comparison from what was kept, without asking", async () => {
    server.use(
      http.get(`/api/v1/views/${id}`, () =>
        HttpResponse.json(
          view({
            path: "/compare",
            query: "ids=res_A,res_B,res_C",
            answer: { comparison: makeComparison({ title: "As it was" }) } as unknown as SavedView["answer"],
          }),
        ),
      ),
    );
    open(`/v/${id}`);
    expect(await screen.findByRole("heading", { level: 1, name: "As it was" })).toBeInTheDocument();
  });

  it("says why an answer is not shown", async () => {
    server.use(
      http.get(`/api/v1/views/${id}`, () =>
        HttpResponse.json(
          view({ path: "/models", answer: {} as SavedView["answer"], withheld: "It may not be shown." }),
        ),
      ),
    );
    open(`/v/${id}`);
    expect(await screen.findByText("It may not be shown.")).toBeInTheDocument();
  });

  it("that nobody saved is no page", async () => {
    server.use(http.get(`/api/v1/views/${id}`, () => HttpResponse.json({ detail: "none" }, { status: 404 })));
    open(`/v/${id}`);
    expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeInTheDocument();
  });
});

it("says why a state can't be frozen", async () => {
  server.use(
    http.post("/api/v1/views", () => HttpResponse.json({ detail: "The answer is too large." }, { status: 413 })),
  );
  open("/compare?ids=res_A,res_B,res_C");
  await userEvent.click(await screen.findByRole("button", { name: "Freeze" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The answer is too large.");
});

it("freezes the answer of a page and leads to it", async () => {
  saved.length = 0;
  const router = open("/compare?ids=res_A,res_B,res_C");
  await userEvent.click(await screen.findByRole("button", { name: "Freeze" }));
  await screen.findByRole("complementary", { name: "Saved view" });
  expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  expect(router.state.location.pathname).toBe(`/v/${id}`);
  expect(saved).toHaveLength(1);
});
