import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { open, testServer } from "../test-app";
import { makeComparison, makeDetail, makeRow } from "../test-data";

const asked: string[] = [];
const server = testServer(
  http.get("/api/v1/compare", ({ request }) => {
    asked.push(decodeURIComponent(new URL(request.url).search));
    return HttpResponse.json(makeComparison());
  }),
);
const address = "/compare?ids=res_A,res_B,res_C";
const table = () => screen.findByRole("region", { name: "Comparison, scrollable" });

describe("comparison", () => {
  it("shows values, differences and verdicts, and why something is not compared", async () => {
    open(address);
    const heading = await screen.findByRole("heading", { level: 1 });
    expect(heading).toHaveTextContent("Qwen3-8B: fp8 against bf16 and SGLang");
    const row = within(await table()).getByRole("row", { name: /^Tokens per joule/ });
    expect(row).toHaveTextContent("5.00± 0.20");
    expect(row).toHaveTextContent("+20.0 % (+10.0 % to +30.0 %)better");
    expect(row).toHaveTextContent("not compared: the energies cover different parts of the machines");
    const notice = screen.getByText("The energy of C is not comparable with that of A.").parentElement;
    expect(notice).toHaveTextContent("The energy covers different things: gpu and node_wall.");
    expect(screen.getByText(/Strips run from −50 % to \+50 %/)).toBeInTheDocument();
  });

  it("hides equal facts and dependent metrics until asked, and the address says so", async () => {
    const router = open(address);
    await table();
    expect(screen.queryByText("System")).toBeNull();
    expect(screen.queryByRole("rowheader", { name: /^Joules per token/ })).toBeNull();
    await userEvent.click(screen.getByRole("link", { name: "Show 1 equal fact" }));
    await userEvent.click(screen.getByRole("link", { name: "Show 1 more metric" }));
    expect(await screen.findByRole("rowheader", { name: "System" })).toBeInTheDocument();
    expect(screen.getByRole("rowheader", { name: /^Joules per token/ })).toBeInTheDocument();
    expect(router.state.location.search).toEqual({ ids: "res_A,res_B,res_C", facts: "all", metrics: "all" });
  });

  it("asks for another baseline and keeps the focus; removes a result and leads back to the table", async () => {
    const router = open(address);
    const make = await screen.findByRole("link", { name: "Make baseline (B)" });
    expect(screen.getByRole("link", { name: "Baseline (A)" })).toHaveAttribute("aria-current", "page");
    await userEvent.click(make);
    await waitFor(() => {
      expect(asked.at(-1)).toBe("?ids=res_A,res_B,res_C&baseline=res_B");
    });
    expect(make).toHaveFocus();
    await userEvent.click(screen.getByRole("link", { name: "Remove B" }));
    expect(router.state.location.search).toEqual({ ids: "res_A,res_C" });
    expect(await table()).toHaveFocus();
  });

  it("says that a result was withdrawn, when and why", async () => {
    const comparison = makeComparison();
    const [first] = comparison.results;
    if (first)
      first.withdrawal = {
        state: "withdrawn",
        reason: "by_owner",
        words: "Wrong meter.",
        replaced_by: null,
        by: "ada",
        at: "2026-11-21T10:00:00Z",
      };
    server.use(http.get("/api/v1/compare", () => HttpResponse.json(comparison)));
    open(address);
    const notice = (await screen.findByText("A was withdrawn on 21 November 2026, 10:00 UTC.")).parentElement;
    expect(notice).toHaveTextContent("Wrong meter.");
    expect(within(await table()).getByText("withdrawn")).toBeInTheDocument();
  });

  it("draws each main metric, says its figures, and shows them as a table", async () => {
    open(address);
    const section = within(await screen.findByRole("region", { name: "Side by side" }));
    const bars = section.getByRole("img");
    expect(bars).toHaveAccessibleName(
      "Tokens per joule: A 5.00 ± 0.20 tok/J, B 6.00 ± 0.10 tok/J, C 3.00 tok/J. Not compared: C.",
    );
    await userEvent.click(section.getByRole("button", { name: "Differences" }));
    expect(section.getByRole("img")).toHaveAccessibleName("Differences from A. Tokens per joule: B +20.0 %.");
    await userEvent.click(section.getByRole("button", { name: "Table" }));
    expect(section.queryByRole("img")).toBeNull();
    expect(section.getByRole("row", { name: /^Tokens per joule/ })).toHaveTextContent("+20.0 %");
  });

  it("draws how requests are distributed, says who is missing, and saves the bins as CSV", async () => {
    const saved: Blob[] = [];
    URL.createObjectURL = vi.fn((blob: Blob) => {
      saved.push(blob);
      return "blob:x";
    });
    URL.revokeObjectURL = vi.fn();
    open(address);
    const section = within(await screen.findByRole("region", { name: "Single requests" }));
    expect(section.getByRole("img")).toHaveAccessibleName(
      "Time to first token: A 100 requests, median 30.0 ms; B 100 requests, median 40.0 ms.",
    );
    expect(section.getByText(/C is not here: submitted without requests\./)).toBeInTheDocument();
    await userEvent.click(section.getByText("Save"));
    await userEvent.click(section.getByRole("button", { name: "CSV, the data" }));
    const [blob] = saved;
    const lines = (await blob?.text())?.split("\n") ?? [];
    expect(lines[0]).toBe("metric,letter,result,bin_from_ms,bin_to_ms,requests");
    expect(lines).toHaveLength(8);
    await userEvent.click(section.getByRole("button", { name: "Table" }));
    expect(section.getAllByRole("row")).toHaveLength(4);
  });

  it("says why there is no distribution", async () => {
    server.use(http.get("/api/v1/compare", () => HttpResponse.json(makeComparison({ distributions: [] }))));
    open(address);
    expect(await screen.findByText(/None of these results has its requests/)).toBeInTheDocument();
  });

  it("adds a result that the search finds", async () => {
    server.use(
      http.get("/api/v1/leaderboard", ({ request }) =>
        HttpResponse.json({
          items:
            new URL(request.url).searchParams.get("q") === "tiny" ? [makeRow({ id: "res_D", model: "a/Tiny" })] : [],
          total: 1,
          flagged: 0,
          next_cursor: null,
          facets: {},
          data_version: "1",
        }),
      ),
    );
    const router = open(address);
    await userEvent.click(await screen.findByText("Add result", { selector: "summary" }));
    await userEvent.type(await screen.findByRole("searchbox"), "tiny");
    await userEvent.click(await screen.findByRole("link", { name: "Tiny" }));
    expect(router.state.location.search).toEqual({ ids: "res_A,res_B,res_C,res_D" });
  });

  it("names what is wrong and leads to what is left", async () => {
    const errors = [{ pointer: "/ids/1", message: "there is no result res_B" }];
    server.use(
      http.get("/api/v1/compare", () =>
        HttpResponse.json({ detail: "Not all of these results exist.", errors }, { status: 404 }),
      ),
    );
    open(address);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("there is no result res_B");
    expect(within(alert).getByRole("link", { name: "Compare the other 2" })).toHaveAttribute(
      "href",
      "/compare?ids=res_A,res_C",
    );
  });
});

describe("choice of results", () => {
  const found = (q: string | null) => ({
    items: q === "none" ? [] : [makeRow({ id: "res_1" }), makeRow({ id: "res_2", model: "b/Other" })],
    total: 2,
    flagged: 0,
    next_cursor: null,
    facets: {},
    data_version: "1",
  });
  const serve = () => {
    server.use(
      http.get("/api/v1/leaderboard", ({ request }) =>
        HttpResponse.json(found(new URL(request.url).searchParams.get("q"))),
      ),
      http.get("/api/v1/results/res_1", () => HttpResponse.json(makeDetail({ name: "Qwen/Qwen3-8B" }))),
    );
  };

  it("offers results as a first and as a second", async () => {
    serve();
    open("/compare");
    expect(await screen.findByRole("heading", { name: "Compare results" })).toBeInTheDocument();
    await userEvent.click(await screen.findByRole("link", { name: "Qwen3-8B" }));
    expect(await screen.findByRole("heading", { name: "Compare Qwen3-8B with…" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Qwen3-8B" })).toBeNull();
    expect(screen.getByRole("link", { name: "Other" })).toHaveAttribute("href", "/compare?ids=res_1,res_2");
  });

  it("searches, and the address says so", async () => {
    serve();
    const router = open("/compare?ids=res_1");
    await userEvent.type(await screen.findByRole("searchbox"), "none{Enter}");
    expect(await screen.findByText("No other result matches.")).toBeInTheDocument();
    expect(router.state.location.search).toEqual({ ids: "res_1", q: "none" });
  });

  it("says that the one result is not there", async () => {
    serve();
    server.use(
      http.get("/api/v1/results/res_x", () =>
        HttpResponse.json({ detail: "There is no result res_x." }, { status: 404 }),
      ),
    );
    open("/compare?ids=res_x");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("There is no result res_x.");
    expect(within(alert).getByRole("link", { name: "Choose results to compare" })).toHaveAttribute("href", "/compare");
  });
});
