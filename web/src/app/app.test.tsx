import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { LeaderboardPage, LeaderboardRow } from "@/shared/api/wire";
import { open as openAt, testServer } from "../test-app";
import { makePage, makeRow } from "../test-data";

const open = (address = "/") => openAt(address);
const none = { value: null, ci95_half_width: null };
const row = ({ tpj = 2, ...rest }: Partial<LeaderboardRow> & { tpj?: number | null }) =>
  makeRow({
    ...rest,
    metrics: { ...makeRow().metrics, tokens_per_joule: tpj === null ? none : { value: tpj, ci95_half_width: 0.05 } },
  });
const page = (items: LeaderboardRow[]) =>
  makePage(items, {
    facets: {
      engine: [
        { value: "vllm", count: 2, selected: false },
        { value: "sglang", count: 0, selected: false },
      ],
      hardware: [{ value: "NVIDIA L4", count: 2, selected: false }],
      precision: [],
      energy_scope: [{ value: "gpu", count: 2, selected: false }],
      energy_method: [],
    },
  });
const asked: URLSearchParams[] = [];
const board = (answer: () => Response | LeaderboardPage) =>
  http.get("/api/v1/leaderboard", ({ request }) => {
    const query = new URL(request.url).searchParams;
    if (!query.has("fields")) asked.push(query);
    const given = answer();
    return given instanceof Response ? given : HttpResponse.json(given);
  });
const server = testServer();
beforeEach(() => {
  asked.length = 0;
  server.use(
    http.get("/api/v1/stats", () =>
      HttpResponse.json({ results: 2, models: 2, hardware: 1, contributors: 1, data_version: "1" }),
    ),
  );
});

it("shows values with their ±, ranks, and why a value is missing", async () => {
  server.use(
    board(() =>
      page([
        row({ rank: 1 }),
        row({
          id: "res_2",
          model: "smol",
          not_ranked: "not_measured",
          tpj: null,
          energy_scope: "none",
          energy_method: "none",
          energy_absent_reason: "no meter on this machine",
        }),
      ]),
    ),
  );
  open();
  const link = await screen.findByRole("link", { name: "Qwen3-8B" });
  const first = link.closest("tr") as HTMLElement;
  expect(within(first).getByText("± 0.050")).toBeInTheDocument();
  expect(within(first).getByRole("button", { name: /^1/ })).toBeInTheDocument();
  expect(screen.getAllByTitle("no meter on this machine")[0]).toHaveTextContent("—");
  expect(screen.getByRole("status")).toHaveTextContent("2 results. Results by tokens per joule, best first.");
});

it("labels modelled energy and shows the ranks that the server gave", async () => {
  server.use(
    board(() =>
      page([
        row({ energy_method: "modelled", tpj: 9, not_ranked: "energy_modelled" }),
        row({ id: "b", model: "b", rank: 1 }),
        row({ id: "c", model: "c", energy_scope: "node_wall", rank: 1 }),
        row({ id: "d", model: "d", rank: 2, flags: ["A2", "S2"] }),
        row({ id: "e", model: "e", not_ranked: "warnings", flags: ["A2", "S2"] }),
      ]),
    ),
  );
  open();
  expect(await screen.findByText("modelled")).toBeInTheDocument();
  const ranks = screen
    .getAllByRole("row")
    .slice(1)
    .map((tr) => tr.querySelector(".rank")?.textContent.trim());
  expect(ranks).toEqual([
    "— not ranked: energy is modelled, not measured",
    "1",
    "1",
    "2",
    "— not ranked: 2 warnings of the checks",
  ]);
});

it("says how many flagged results are hidden, and shows them when asked to", async () => {
  const hidden = () => asked.at(-1)?.get("flagged") === null;
  server.use(board(() => ({ ...page(hidden() ? [row({})] : [row({}), row({ id: "b", model: "b" })]), flagged: 1 })));
  const router = open();
  expect(await screen.findByText(/1 flagged result hidden:/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("link", { name: "show" }));
  expect(await screen.findByText(/1 flagged result included:/)).toBeInTheDocument();
  expect(router.state.location.searchStr).toBe("?flagged=shown");
  await userEvent.click(screen.getByRole("link", { name: "hide" }));
  expect(await screen.findByText(/1 flagged result hidden:/)).toBeInTheDocument();
  expect(router.state.location.searchStr).toBe("");
});

it("offers the flagged results where only they match", async () => {
  server.use(board(() => ({ ...page([]), flagged: 3 })));
  const router = open();
  await userEvent.click(await screen.findByRole("link", { name: "Show 3 flagged results" }));
  await waitFor(() => {
    expect(router.state.location.searchStr).toBe("?flagged=shown");
  });
});

it("sorts by a header button, marks one column, and keeps it in the address", async () => {
  server.use(board(() => page([row({})])));
  const router = open();
  await userEvent.click(await screen.findByRole("button", { name: /Throughput/ }));
  await waitFor(() => {
    expect(asked.at(-1)?.get("sort")).toBe("-throughput_tokens_per_sec");
  });
  expect(router.state.location.searchStr).toBe("?sort=-throughput_tokens_per_sec");
  expect(document.querySelectorAll("[aria-sort]")).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: /First token/ }));
  await waitFor(() => {
    expect(asked.at(-1)?.get("sort")).toBe("time_to_first_token_ms");
  });
});

it("turns typed fields into filters", async () => {
  server.use(board(() => page([row({})])));
  const router = open();
  await screen.findByRole("link", { name: "Qwen3-8B" });
  await userEvent.keyboard("/");
  expect(screen.getByRole("searchbox", { name: /Search models/ })).toHaveFocus();
  await userEvent.keyboard("qwen gpu:l4 tpj:>1{Enter}");
  await waitFor(() => {
    expect(asked.at(-1)?.get("hardware")).toBe("NVIDIA L4");
  });
  expect(asked.at(-1)?.get("tokens_per_joule")).toBe("1..");
  expect(router.state.location.searchStr).toBe("?q=qwen&hardware=NVIDIA+L4&tokens_per_joule=1..");
  await userEvent.keyboard("{Control>}a{/Control}-engine:vllm{Enter}");
  await waitFor(() => {
    expect(asked.at(-1)?.get("exclude")).toBe("engine:vllm");
  });
  await userEvent.keyboard("{Control>}a{/Control}-gpu:l4{Enter}");
  await waitFor(() => {
    expect(asked.at(-1)?.get("exclude")).toBe("engine:vllm,hardware:NVIDIA L4");
  });
});

it("moves through the rows by keys", async () => {
  server.use(board(() => page([row({}), row({ id: "res_2", model: "second" })])));
  open();
  await screen.findByRole("link", { name: "second" });
  await userEvent.keyboard("jj");
  expect(screen.getByRole("link", { name: "second" })).toHaveFocus();
  await userEvent.keyboard("k");
  expect(screen.getByRole("link", { name: "Qwen3-8B" })).toHaveFocus();
});

it("names the filter that leaves nothing, and takes it away", async () => {
  server.use(board(() => ({ ...page([]), relaxations: [{ parameter: "q", total: 7 }] })));
  open("/?engine=vllm&q=zzz");
  await userEvent.click(await screen.findByRole("button", { name: "Without search “zzz”: 7 results" }));
  await waitFor(() => {
    expect(asked.at(-1)?.has("q")).toBe(false);
  });
  expect(asked.at(-1)?.get("engine")).toBe("vllm");
});

it("says what failed with the request's id, and tries again", async () => {
  let broken = true;
  server.use(
    board(() =>
      broken
        ? (HttpResponse.json(
            { title: "Bad request", detail: "The query parameters are wrong.", request_id: "abc-1" },
            { status: 400 },
          ) as Response)
        : page([row({})]),
    ),
  );
  open();
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The query parameters are wrong.");
  expect(alert).toHaveTextContent("abc-1");
  broken = false;
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Qwen3-8B" })).toBeInTheDocument();
});

it("keeps the rows of the view before where the next can't be loaded", async () => {
  let broken = false;
  server.use(
    board(() => (broken ? (HttpResponse.json({ detail: "Not now." }, { status: 400 }) as Response) : page([row({})]))),
  );
  open();
  const link = await screen.findByRole("link", { name: "Qwen3-8B" });
  expect(link.closest("table")).toHaveAttribute("aria-busy", "false");
  broken = true;
  await userEvent.click(screen.getByRole("button", { name: /Throughput/ }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Not now. The rows below are those of the view before.");
  expect(screen.getByRole("link", { name: "Qwen3-8B" })).toBeInTheDocument();
  // In the order they are in: a rank by another column would be made up.
  expect(screen.getByRole("columnheader", { name: /Tokens per joule/ })).toHaveAttribute("aria-sort", "descending");
  expect(screen.getByRole("columnheader", { name: /Throughput/ })).not.toHaveAttribute("aria-sort");
  broken = false;
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => {
    expect(screen.queryByRole("alert")).toBeNull();
  });
  expect(screen.getByRole("link", { name: "Qwen3-8B" }).closest("table")).toHaveAttribute("aria-busy", "false");
  expect(screen.getByRole("columnheader", { name: /Throughput/ })).toHaveAttribute("aria-sort", "descending");
});

it("names what an address holds that is no view", async () => {
  server.use(board(() => page([row({})])));
  open("/?tokens_per_joule=5..1&engine=vllm");
  expect(
    await screen.findByText("Ignored in the address: tokens_per_joule=5..1 (not a range min..max)."),
  ).toBeInTheDocument();
  await screen.findByRole("link", { name: "Qwen3-8B" });
  expect(asked.at(-1)?.has("tokens_per_joule")).toBe(false);
  expect(asked.at(-1)?.get("engine")).toBe("vllm");
  await userEvent.click(screen.getByRole("button", { name: /Throughput/ }));
  await waitFor(() => {
    expect(screen.queryByText(/Ignored in the address/)).toBeNull();
  });
});

it("continues at the first of the added rows", async () => {
  server.use(
    http.get("/api/v1/leaderboard", ({ request }) =>
      new URL(request.url).searchParams.has("cursor")
        ? HttpResponse.json({ ...page([row({ id: "res_2", model: "second" })]), total: 2 })
        : HttpResponse.json({ ...page([row({})]), total: 2, next_cursor: "c" }),
    ),
  );
  open();
  await userEvent.click(await screen.findByRole("button", { name: "Show 1 more" }));
  await waitFor(() => {
    expect(screen.getByRole("link", { name: "second" })).toHaveFocus();
  });
});

it("counts no values of a filter before there are any", async () => {
  server.use(http.get("/api/v1/leaderboard", () => new Promise<Response>(() => undefined)));
  open();
  const engine = (await screen.findByRole("group", { name: "Engine", hidden: true })).closest("details");
  expect(engine?.querySelector("summary")).toHaveTextContent(/^Engine$/);
});

it("chooses a value that holds a comma", async () => {
  const name = "Xeon, 2 sockets";
  server.use(
    board(() => ({
      ...page([row({})]),
      facets: {
        ...page([]).facets,
        hardware: [
          { value: name, count: 1, selected: false },
          { value: "NVIDIA L4", count: 2, selected: false },
        ],
      },
    })),
  );
  const router = open();
  await screen.findByRole("link", { name: "Qwen3-8B" });
  const menu = within(screen.getByRole("group", { name: "Hardware", hidden: true }));
  for (const value of [name, "NVIDIA L4"])
    await userEvent.click(menu.getByRole("checkbox", { name: new RegExp(`^${value}`), hidden: true }));
  await waitFor(() => {
    expect(asked.at(-1)?.get("hardware")).toBe("Xeon\\, 2 sockets,NVIDIA L4");
  });
  expect(router.state.location.searchStr).toBe("?hardware=Xeon%5C,+2+sockets,NVIDIA+L4");
  expect(menu.getAllByRole("checkbox", { hidden: true, checked: true })).toHaveLength(2);
});

it("adds a column and takes one away, in the address", async () => {
  server.use(board(() => page([row({ energy_absent_reason: null })])));
  const router = open();
  await screen.findByRole("link", { name: "Qwen3-8B" });
  const menu = within(screen.getByRole("group", { name: "View", hidden: true }));
  const box = (name: RegExp) => menu.getByRole("checkbox", { name, hidden: true });
  const titles = () => screen.getAllByRole("columnheader").map((cell) => cell.textContent);
  expect(titles().join()).not.toContain("Energyof a cycle");
  await userEvent.click(box(/^Energy ?of a cycle/));
  await waitFor(() => {
    expect(titles()).toContain("Energyof a cycle, J");
  });
  expect(router.state.location.searchStr).toBe("?show=total_energy_joules");
  await userEvent.click(box(/^Trust/));
  await waitFor(() => {
    expect(titles()).not.toContain("Trust");
  });
  expect(router.state.location.searchStr).toBe("?hide=trust&show=total_energy_joules");
  await userEvent.click(box(/^Energy ?of a cycle/));
  await userEvent.click(box(/^Trust/));
  await waitFor(() => {
    expect(router.state.location.searchStr).toBe("");
  });
});

it("shows the column that orders the table, whatever is hidden", async () => {
  server.use(board(() => page([row({})])));
  open("/?sort=avg_power_watts&hide=avg_power_watts");
  await screen.findByRole("link", { name: "Qwen3-8B" });
  expect(screen.getByRole("columnheader", { name: /^Power/ })).toHaveAttribute("aria-sort", "ascending");
  expect(
    within(screen.getByRole("group", { name: "View", hidden: true })).getByRole("checkbox", {
      name: /^Power/,
      hidden: true,
    }),
  ).toBeDisabled();
});

it("greys a facet value that would match nothing", async () => {
  server.use(board(() => page([row({})])));
  open();
  await screen.findByRole("link", { name: "Qwen3-8B" });
  const engines = screen.getByRole("group", { name: "Engine", hidden: true });
  expect(within(engines).getByRole("checkbox", { name: /SGLang/, hidden: true })).toBeDisabled();
  expect(within(engines).getByRole("checkbox", { name: /vLLM/, hidden: true })).toBeEnabled();
});

it("has a page for addresses that lead nowhere", async () => {
  open("/nothing");
  expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeInTheDocument();
});
