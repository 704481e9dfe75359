import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { AnalysedResults, MetricDistribution, OperatingCurves } from "@/shared/api/wire";
import { open, testServer } from "../test-app";

const { drawn } = vi.hoisted(() => ({ drawn: [] as { data: object[] }[] }));
vi.mock("@/features/analysis/plotly", () => ({
  default: {
    react: (_: unknown, data: object[]) => {
      drawn.push({ data });
      return Promise.resolve();
    },
    purge: vi.fn(),
  },
}));

const results: AnalysedResults = { total: 3, rows: 3, truncated: false, used: 3, set_aside: [], data_version: "7" };
const result = (id: string, value: number) => ({
  id,
  label: `Qwen3-8B of ${id}`,
  engine: "vllm",
  value,
  ci95_half_width: null,
});
const distribution: MetricDistribution = {
  summary: "The median of tokens per joule over 3 results is 2.00 tok/J.",
  results,
  groups_total: 1,
  groups: [
    {
      value: "vllm",
      energy_scope: "gpu",
      results: 3,
      lowest: 1,
      median: 2,
      highest: 3,
      box: null,
      points: [result("res_1", 1), result("res_2", 2), result("res_3", 3)],
    },
  ],
};
const system = {
  id: "res_1",
  label: "Qwen3-8B, fp8, vLLM 0.11, NVIDIA L4",
  model: "Qwen/Qwen3-8B",
  precision: "fp8",
  engine: "vllm",
  engine_version: "0.11",
  hardware: "NVIDIA L4",
  hardware_count: 1,
  input_tokens: 128,
  output_tokens: 128,
  energy_scope: "gpu" as const,
  loads: 2,
};
const load = (concurrency: number) => ({
  id: `res_${String(concurrency)}`,
  concurrency,
  offered_requests_per_sec: null,
  tokens_per_sec_per_user: 100 / concurrency,
  tokens_per_sec_per_device: 90 * concurrency,
  joules_per_token: { value: 0.5, ci95_half_width: 0.02 },
  latency_per_token_ms: 10 * concurrency,
  time_to_first_token_ms: 40,
  time_to_first_token_ms_p90: 44,
  cycles: 3,
  results: 1,
  within_limits: true,
});
const curves: OperatingCurves = {
  summary: "A, from 1 request at once to 8 requests at once.",
  results,
  load_not_stated: 4,
  limits: [],
  curves: [
    {
      letter: "A",
      system,
      points: [load(1), load(8)],
      busiest: { id: "res_8", watt_hours_per_1000_answers: 17.8, devices_per_1000_users: 125 },
    },
  ],
  systems_total: 2,
  systems: [system, { ...system, id: "res_9", hardware: "NVIDIA H100", loads: 5 }],
  not_found: [],
};

const asked: string[] = [];
const answers: Record<string, object> = { distribution, curve: curves };
const server = testServer(
  http.get("/api/v1/analysis/:question", ({ params, request }) => {
    asked.push(decodeURIComponent(new URL(request.url).pathname + new URL(request.url).search));
    return HttpResponse.json(answers[String(params["question"])]);
  }),
  http.get("/api/v1/leaderboard", () =>
    HttpResponse.json({
      items: [],
      next_cursor: null,
      total: 3,
      facets: { engine: [{ value: "vllm", count: 3, selected: false }] },
      data_version: "7",
    }),
  ),
);

describe("analysis", () => {
  it("has its questions as tabs, which keep the filters", async () => {
    const router = open("/analysis?question=distribution&engine=vllm");
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("How much do results differ?");
    const tabs = within(screen.getByRole("navigation", { name: "Question" }));
    expect(tabs.getByRole("link", { name: "Distribution" })).toHaveAttribute("aria-current", "page");
    expect(tabs.getByRole("link", { name: "Operating curve" })).not.toHaveAttribute("aria-current");
    await userEvent.click(tabs.getByRole("link", { name: "Operating curve" }));
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("What does a faster answer cost?");
    expect(router.state.location.search).toEqual({ engine: "vllm" });
    await waitFor(() => {
      expect(asked.at(-1)).toBe("/api/v1/analysis/curve?engine=vllm");
    });
  });

  it("goes through the points with the arrow keys, and the chosen one leads to its result", async () => {
    open("/analysis?question=distribution");
    const chart = await screen.findByRole("group", { name: /^Points of the chart/ });
    chart.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByRole("link", { name: "Qwen3-8B of res_2" })).toHaveAttribute("href", "/results/res_2");
    expect(screen.getByText("2.00 tok/J")).toBeInTheDocument();
    await userEvent.keyboard("{End}");
    expect(screen.getByRole("link", { name: "Qwen3-8B of res_3" })).toBeInTheDocument();
    await waitFor(() => {
      expect(drawn.at(-1)?.data.at(-1)).toMatchObject({ x: [3], marker: { symbol: "circle-open" } });
    });
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("link", { name: /^Qwen3-8B of/ })).toBeNull();
  });

  it("shows the same as a table, and what it is about", async () => {
    open("/analysis?question=distribution");
    await userEvent.click(await screen.findByRole("button", { name: "Table" }));
    const row = screen.getByRole("row", { name: /^vLLM, GPU board/ });
    expect(row).toHaveTextContent("3");
    expect(within(row).getByRole("link", { name: "Qwen3-8B of res_3" })).toBeInTheDocument();
    expect(screen.getByText("3 results match.")).toBeInTheDocument();
  });

  it("asks again when metric or filter change, and the address says so", async () => {
    const router = open("/analysis?question=distribution");
    await userEvent.selectOptions(await screen.findByLabelText("Metric"), "Throughput");
    await userEvent.selectOptions(screen.getByLabelText("By"), "Hardware");
    await userEvent.click(screen.getByText("Engine", { selector: "summary" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: /vLLM/ }));
    expect(router.state.location.search).toEqual({
      question: "distribution",
      metric: "throughput_tokens_per_sec",
      group: "hardware",
      engine: "vllm",
    });
    await waitFor(() => {
      expect(asked.at(-1)).toBe(
        "/api/v1/analysis/distribution?engine=vllm&metric=throughput_tokens_per_sec&group=hardware",
      );
    });
    await userEvent.click(screen.getByRole("button", { name: "Clear all" }));
    expect(router.state.location.search).not.toHaveProperty("engine");
  });

  it("says when there is nothing, in the server's words", async () => {
    const nothing = { ...distribution, summary: "No result has a value of power here.", groups: [], groups_total: 0 };
    server.use(http.get("/api/v1/analysis/distribution", () => HttpResponse.json(nothing)));
    open("/analysis?question=distribution&engine=vllm");
    expect(await screen.findByText("No result has a value of power here.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Remove all filters" })).toBeInTheDocument();
    expect(screen.queryByRole("img")).toBeNull();
  });

  it("says what failed, and tries again", async () => {
    server.use(
      http.get(
        "/api/v1/analysis/distribution",
        () =>
          HttpResponse.json(
            {
              title: "Bad request",
              detail: "The query parameters are wrong.",
              errors: [{ pointer: "/q", message: "is too long" }],
            },
            { status: 400 },
          ),
        { once: true },
      ),
    );
    open("/analysis?question=distribution");
    expect(await screen.findByRole("alert")).toHaveTextContent("The query parameters are wrong. q is too long.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "Tokens per joule by engine" })).toBeInTheDocument();
  });
});

describe("operating curve", () => {
  it("says what the busiest load costs, and how many results state no load", async () => {
    open("/analysis");
    const table = within(await screen.findByRole("region", { name: "What the highest load costs, scrollable" }));
    expect(table.getByRole("row", { name: /^A/ })).toHaveTextContent("8 requests at once12.5720");
    expect(table.getByRole("link", { name: "8 requests at once" })).toHaveAttribute("href", "/results/res_8");
    expect(screen.getByText("3 results match. 4 state no load and are left out.")).toBeInTheDocument();
    expect(screen.getByText("A, from 1 request at once to 8 requests at once.")).toHaveAttribute("role", "status");
  });

  it("asks once the slider rests, and the address holds the limit", async () => {
    const router = open("/analysis");
    const slider = await screen.findByRole("slider");
    expect(slider).toHaveAttribute("aria-valuetext", "no limit");
    const before = asked.length;
    for (const value of ["20", "40", "50"]) fireEvent.change(slider, { target: { value } });
    expect(slider).toHaveAttribute("aria-valuetext", "at least 50 tokens per second");
    await waitFor(() => {
      expect(asked.at(-1)).toBe("/api/v1/analysis/curve?slo=latency_per_token_ms<=20");
    });
    expect(asked.length).toBe(before + 1);
    expect(router.state.location.search).toEqual({ slo: "latency_per_token_ms<=20" });
    expect(screen.getByLabelText(/^Each user gets/)).toHaveValue("50");
    await userEvent.click(screen.getByRole("button", { name: "No limit" }));
    expect(router.state.location.search).toEqual({});
  });

  it("takes an exact limit on the first token", async () => {
    const router = open("/analysis");
    await userEvent.type(await screen.findByLabelText(/^First token/), "200{Enter}");
    expect(router.state.location.search).toEqual({ slo: "time_to_first_token_ms_p90<=200" });
  });

  it("adds a system to those that are drawn", async () => {
    const router = open("/analysis");
    await userEvent.click(await screen.findByText("Add system"));
    await userEvent.click(screen.getByRole("button", { name: /H100/ }));
    expect(router.state.location.search).toEqual({ systems: "res_1,res_9" });
  });
});
