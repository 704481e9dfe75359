import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type {
  HardwareDetail,
  HardwareList,
  ModelDetail,
  ModelList,
  ModelSummary,
  ResultColumns,
} from "@/shared/api/wire";
import { open, testServer } from "../test-app";
import { makeRow } from "../test-data";

const h100 = "NVIDIA H100 SXM 80GB";
const qwen: ModelSummary = {
  id: "Qwen~Qwen3-8B",
  name: "Qwen/Qwen3-8B",
  family: "Qwen3",
  known: true,
  parameters_total: 8.19e9,
  parameters_active: 7.568e9,
  has_experts: false,
  results: 12,
  hardware: 2,
  coverage: [10, 2],
  newest_at: "2026-11-20T10:00:00.000Z",
  best: [makeRow({ rank: 1, rank_best: 1, rank_worst: 2 })],
  ranges: [{ energy_scope: "gpu", results: 12, lowest: 0.2, median: 1, highest: 7 }],
  nearest: null,
};
const llama: ModelSummary = {
  ...qwen,
  id: "meta-llama~Llama-3.3-70B",
  name: "meta-llama/Llama-3.3-70B",
  coverage: [0, 7],
  hardware: 1,
  best: [],
  ranges: [],
  nearest: {
    row: makeRow({ id: "res_9" }),
    exceeded: [{ metric: "peak_memory_mb", value: 142_000, minimum: null, maximum: 80_000 }],
  },
};
const models: ModelList = {
  items: [qwen, llama],
  next_cursor: null,
  total: 2,
  within_limits: 1,
  results: 19,
  hardware: [
    { id: "NVIDIA_L4", name: "NVIDIA L4", results: 10, models: 1 },
    { id: "NVIDIA_H100_SXM_80GB", name: h100, results: 9, models: 2 },
  ],
  hardware_total: 2,
  cells_measured: 3,
  cells: 4,
  meaning: "",
  facets: { model_family: [{ value: "Qwen3", count: 12, selected: false }] },
  data_version: "7",
};
const detail: ModelDetail = {
  summary: qwen,
  hardware: models.hardware,
  best: [makeRow({ rank: 1 })],
  outside: [
    {
      row: makeRow({ id: "res_9", hardware: h100 }),
      exceeded: [{ metric: "peak_memory_mb", value: 142_000, minimum: null, maximum: 80_000 }],
    },
  ],
  precisions: ["fp8", "bf16"],
  cells: [
    { precision: "fp8", hardware: "NVIDIA L4", results: 10, fits: true },
    { precision: "bf16", hardware: "NVIDIA L4", results: 0, fits: false },
  ],
  names: [{ name: "qwen3:8b", results: 9 }],
  names_counted: 12,
  facts: {
    names: [{ name: "Qwen/Qwen3-8B", aliases: ["qwen3"], shared_names: [] }],
    parameters_total: 8.19e9,
    parameters_active: 7.568e9,
    precision: "bf16",
    weight_bytes: null,
    architecture: null,
    source: "configuration on the hub",
    status: "datasheet",
  } as unknown as ModelDetail["facts"],
  kv_bytes_per_token: 147_456,
  related: [{ id: "Qwen~Qwen3-32B", name: "Qwen/Qwen3-32B", parameters_total: 3.2e10, results: 3 }],
  meaning: "",
  data_version: "7",
};
const listed = async (name: RegExp) =>
  within(await screen.findByRole("table", { name: "Models" })).findByRole("row", { name });
const count = 300;
const results: ResultColumns = {
  total: count,
  ids: Array.from({ length: count }, (_, i) => `res_${String(i)}`),
  texts: {
    hardware: { values: ["NVIDIA L4"], codes: Array.from({ length: count }, () => 0) },
    engine: { values: ["vllm"], codes: Array.from({ length: count }, () => 0) },
  },
  numbers: {
    tokens_per_joule: Array.from({ length: count }, (_, i) => i + 1),
    throughput_tokens_per_sec: Array.from({ length: count }, (_, i) => 1000 - i),
  },
  half_widths: {},
  submitted_at: Array.from({ length: count }, () => "2026-11-20T10:00:00Z"),
  data_version: "7",
};
const observed = { results: 9, lowest: 90, p5: 100, median: 260, p95: 377, highest: 428 };
const device: HardwareDetail = {
  summary: {
    id: "NVIDIA_H100_SXM_80GB",
    name: h100,
    known: true,
    device: h100,
    count: 1,
    results: 9,
    models: 2,
    newest_at: null,
    nominal: { memory_gb: 80, bandwidth_gb_per_s: 3350, tdp_watts: 700 },
    power: [],
  },
  profile: {
    id: "h100-sxm",
    name: h100,
    driver_names: ["NVIDIA H100 80GB HBM3"],
    aliases: [],
    shared_names: ["H100"],
    memory_gb: 80,
    memory_options_gb: [],
    unified_memory: false,
    bandwidth_gb_per_s: 3350,
    tdp_watts: 700,
    peak_tflops: { bf16: 989.4 },
    source: "data sheet of NVIDIA",
    status: "datasheet",
  } as unknown as HardwareDetail["profile"],
  rows: 9,
  observed: [
    { kind: "mean_power", energy_scope: "gpu", precision: null, unit: "W", nominal: 700, observed },
  ] as HardwareDetail["observed"],
  power: [{ energy_scope: "gpu", limit_watts: 700, bin_watts: 200, bins: [3, 5, 1], watts: observed }],
  best: [makeRow({ rank: 1 })],
  best_total: 1,
  names: [],
  names_counted: 0,
  others: [
    {
      id: "NVIDIA_H100_PCIe_80GB",
      name: "NVIDIA H100 PCIe 80GB",
      likeness: "shared_name",
      results: 0,
      nominal: { memory_gb: 80, bandwidth_gb_per_s: 2039, tdp_watts: 350 },
    },
  ],
  meaning: "",
  data_version: "7",
};
const list: HardwareList = {
  items: [
    {
      ...device.summary,
      power: [{ energy_scope: "gpu", results: 9, lowest_watts: 90, median_watts: 260, highest_watts: 428 }],
    },
  ],
  next_cursor: null,
  total: 1,
  results: 9,
  data_version: "7",
};

const asked: string[] = [];
const server = testServer(
  http.get("/api/v1/models", ({ request }) => {
    asked.push(decodeURIComponent(new URL(request.url).search));
    return HttpResponse.json(models);
  }),
  http.get("/api/v1/models/:id", () => HttpResponse.json(detail)),
  http.get("/api/v1/models/:id/results", () => HttpResponse.json(results)),
  http.get("/api/v1/hardware", () => HttpResponse.json(list)),
  http.get("/api/v1/hardware/:id", () => HttpResponse.json(device)),
);

describe("models", () => {
  it("shows the best, the range and what is nearest to the limits", async () => {
    open("/models?slo=peak_memory_mb<=80000");
    const first = await listed(/^Qwen3-8B/);
    expect(within(first).getByRole("link", { name: "Qwen3-8B" })).toHaveAttribute(
      "href",
      expect.stringContaining("/models/Qwen~Qwen3-8B?slo="),
    );
    expect(first).toHaveTextContent("2.000± 0.050");
    expect(first).toHaveTextContent("0.200–7.00 tok/J, 35.0 ×");
    expect(
      within(first).getByRole("img", { name: "2 devices: NVIDIA L4 10, NVIDIA H100 SXM 80GB 2" }),
    ).toBeInTheDocument();
    const second = await listed(/^Llama-3.3-70B/);
    expect(second).toHaveTextContent("none within the limits");
    expect(second).toHaveTextContent("nearest: memory 142 of at most 80.0 GB");
    expect(screen.getByRole("status")).toHaveTextContent(
      "2 models, 1 of them within the limits. 3 of 4 pairs of model and device measured.",
    );
  });

  it("shows which pairs of model and device are measured, and leads to their results", async () => {
    const router = open("/models?precision=fp8");
    const map = within(await screen.findByRole("region", { name: "Coverage" }));
    expect(map.getByText(/^3 of 4 pairs of 2 models and 2 devices measured, with 19 results/)).toBeInTheDocument();
    const row = map.getByRole("row", { name: /^Llama-3.3-70B/ });
    expect(within(row).getByText("not measured")).toBeInTheDocument();
    await userEvent.click(within(row).getByRole("link", { name: `7 results of Llama-3.3-70B on ${h100}` }));
    expect(router.state.location.search).toEqual({
      model: llama.name,
      hardware: h100,
      precision: "fp8",
    });
  });

  it("orders by a column and asks the server for it", async () => {
    const router = open("/models");
    await userEvent.click(await screen.findByRole("button", { name: /^Range of all results/ }));
    expect(router.state.location.search).toEqual({ order: "spread" });
    await waitFor(() => {
      expect(asked.at(-1)).toContain("order=spread");
    });
    const head = screen.getByRole("columnheader", { name: /^Range of all results/ });
    expect(head).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(within(head).getByRole("button"));
    expect(router.state.location.search).toEqual({ order: "spread", reverse: "true" });
  });

  it("takes limits in the unit that is shown", async () => {
    const router = open("/models");
    await listed(/^Qwen3-8B/);
    await userEvent.type(screen.getByLabelText("Peak memory at most"), "80");
    await userEvent.click(screen.getByRole("button", { name: "Set limits" }));
    expect(router.state.location.search).toEqual({ slo: "peak_memory_mb<=80000" });
  });

  it("says what failed and tries again", async () => {
    server.use(
      http.get("/api/v1/models", () => HttpResponse.json({ detail: "Broken." }, { status: 400 }), { once: true }),
    );
    open("/models");
    expect(await screen.findByRole("alert")).toHaveTextContent("Broken.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await listed(/^Qwen3-8B/)).toBeInTheDocument();
  });

  it("says that nothing matches, and takes the filters off", async () => {
    server.use(http.get("/api/v1/models", () => HttpResponse.json({ ...models, items: [], total: 0 }), { once: true }));
    const router = open("/models?hardware=x");
    await screen.findByText("No model matches all of this");
    await userEvent.click(screen.getAllByRole("button", { name: "Clear all" })[0] as HTMLElement);
    expect(router.state.location.search).toEqual({});
  });
});

describe("a model", () => {
  it("shows each device, what is outside the limits, coverage, names and facts", async () => {
    open("/models/Qwen~Qwen3-8B?slo=peak_memory_mb<=80000");
    const best = await screen.findByRole("region", { name: "Best configuration on each device, scrollable" });
    expect(within(best).getByRole("link", { name: "L4" })).toHaveAttribute("href", "/hardware/NVIDIA_L4");
    const outside = within(best).getByRole("row", { name: /H100 SXM 80GB/ });
    expect(outside).toHaveTextContent("outside the limits: memory 142 of at most 80.0 GB");
    const coverage = screen.getByRole("region", { name: "Coverage, scrollable" });
    expect(within(coverage).getByRole("row", { name: /^L4/ })).toHaveTextContent("10no fit");
    expect(within(coverage).getByRole("row", { name: /^H100/ })).toHaveTextContent("not measurednot measured");
    expect(screen.getByText("qwen3:8b").parentElement).toHaveTextContent("9 results");
    expect(screen.getByText(/^147 kB per token/)).toBeInTheDocument();
    expect(screen.getByText(/35.0 × by configuration and device/)).toHaveTextContent(
      "Outside the limits, the best is on H100 SXM 80GB: memory 142 of at most 80.0 GB.",
    );
  });

  it("draws all results and lists them as a table that sorts", async () => {
    open("/models/Qwen~Qwen3-8B");
    const section = within(await screen.findByRole("region", { name: "All 300 results" }));
    expect(section.getByRole("img")).toHaveAccessibleName("300 results: from 1.00 tok/J on L4 to 300 tok/J on L4.");
    await userEvent.click(section.getByRole("button", { name: "Table" }));
    const table = section.getByRole("table");
    expect(table).toHaveAttribute("aria-rowcount", "301");
    const head = within(table).getByRole("columnheader", { name: /^Tokens per joule/ });
    expect(head).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(within(head).getByRole("button"));
    expect(head).toHaveAttribute("aria-sort", "ascending");
  });

  it("says that there is none", async () => {
    server.use(
      http.get("/api/v1/models/:id", () =>
        HttpResponse.json({ detail: "No result is of this model." }, { status: 404 }),
      ),
    );
    open("/models/nobody");
    expect(await screen.findByRole("heading", { name: "No such model" })).toBeInTheDocument();
    expect(screen.getByRole("alert")).toHaveTextContent("No result is of this model.");
  });
});

describe("hardware", () => {
  it("lists devices with their figures and power", async () => {
    open("/hardware");
    const row = await screen.findByRole("row", { name: /^H100 SXM 80GB/ });
    expect(row).toHaveTextContent("803,350700");
    expect(within(row).getByRole("img")).toHaveAccessibleName("mean power from 90.0 to 428 W, median 260 W");
  });

  it("shows nominal beside observed, power as picture and table, and what is not the same", async () => {
    open("/hardware/NVIDIA_H100_SXM_80GB");
    const row = await screen.findByRole("row", { name: /^Mean power, GPU board/ });
    expect(row).toHaveTextContent("700260100–377");
    expect(row).toHaveTextContent("most: 428, 61.1 %");
    const power = within(screen.getByRole("region", { name: "Power against the limit" }));
    expect(power.getByRole("img")).toHaveAccessibleName(
      "9 results draw 90.0 to 428 W (GPU board), the median 260 W; all are below the limit of 700 W.",
    );
    await userEvent.click(power.getByRole("button", { name: "Table" }));
    expect(power.getByRole("row", { name: /^GPU board 200 400/ })).toHaveTextContent("5");
    const others = within(screen.getByRole("region", { name: "Not the same device" }));
    expect(others.getByRole("link", { name: "H100 PCIe 80GB" })).toHaveAttribute(
      "href",
      "/hardware/NVIDIA_H100_PCIe_80GB",
    );
    expect(screen.getByRole("row", { name: /^bf16, dense/ })).toHaveTextContent("989.4 TFLOP/s");
  });
});
