/** Answers of the API for tests, made from the documents of the tests in Chromium. */
import { rankedMetrics } from "@/shared/api/vocabulary";
import type {
  Check,
  LeaderboardPage,
  LeaderboardRow,
  ResultComparison,
  ResultDetail,
  ResultDocument,
} from "@/shared/api/wire";
import { makeDocument, type Making } from "../tests/e2e/document.mjs";

const none = { value: null, ci95_half_width: null };

export function makeRow(change: Partial<LeaderboardRow> = {}): LeaderboardRow {
  return {
    id: "res_1",
    model: "Qwen/Qwen3-8B",
    model_known: true,
    model_family: "Qwen3",
    parameters_total: 8e9,
    precision: "fp8",
    engine: "vllm",
    engine_version: "0.11",
    hardware: "NVIDIA L4",
    hardware_known: true,
    hardware_count: 1,
    energy_scope: "gpu",
    energy_method: "counter",
    trust: "self_reported",
    load: "4 streams",
    input_tokens: 128,
    output_tokens: 128,
    cycles: 3,
    cv: 0.012,
    complete: true,
    flags: [],
    state: "listed",
    grade: "standard",
    rank: null,
    rank_best: null,
    rank_worst: null,
    not_ranked: null,
    concurrency: 4,
    offered_requests_per_sec: null,
    prefix_cache: null,
    metric_definitions_version: "1.4",
    submitted_by: "admin",
    submitted_at: "2026-11-20T10:00:00Z",
    energy_absent_reason: null,
    imported_from: null,
    metrics: {
      ...(Object.fromEntries(rankedMetrics.map((name) => [name, none])) as LeaderboardRow["metrics"]),
      tokens_per_joule: { value: 2, ci95_half_width: 0.05 },
      throughput_tokens_per_sec: { value: 120, ci95_half_width: 2 },
      time_to_first_token_ms: { value: 80, ci95_half_width: 3 },
    },
    ...change,
  };
}

export const makePage = (items: LeaderboardRow[], change: Partial<LeaderboardPage> = {}): LeaderboardPage => ({
  items,
  next_cursor: null,
  total: items.length,
  results: items.length,
  flagged: 0,
  meaning: "Results by tokens per joule, best first.",
  mixed: [],
  relaxations: [],
  facets: {},
  histograms: {},
  data_version: "1",
  ...change,
});

export const check = (code: string, outcome: Check["outcome"], message = "As it should be."): Check => ({
  code,
  title: `Title of ${code}`,
  outcome,
  observed: null,
  bound_low: null,
  bound_high: null,
  unit: null,
  message,
});

/** A document as the server answers with it: what was left out is null or empty. */
export function answeredDocument(making: Making): ResultDocument {
  const made = makeDocument(making);
  // As a new object before the rest: what the document has overwrites it.
  const absent: object = { absent_reason: null };
  const stopped: object = { incomplete_reason: null };
  const whole = {
    ...made,
    provenance: null,
    slo_search: null,
    quality: null,
    cycles: made.cycles.map((cycle) => ({ ...cycle, device_conditions: [], energy: { ...absent, ...cycle.energy } })),
    summary: Object.fromEntries(
      Object.entries(made.summary).map(([name, summary]) => [name, { ...absent, ...(summary as object) }]),
    ),
    experiment: { ...stopped, ...made.experiment },
  };
  return whole as unknown as ResultDocument;
}

export function makeDetail(making: Making, change: Partial<ResultDetail> = {}): ResultDetail {
  const document = answeredDocument(making);
  return {
    row: makeRow({ model: making.name, engine: document.engine.name }),
    document,
    checks: [check("A1", "passed"), check("A2", "warning", "The window is short."), check("E1", "not_applicable")],
    files: [{ name: "power.csv", size_bytes: 14_110, sha256: "ab".repeat(32) }],
    sha256: "cd".repeat(32),
    size_bytes: 900,
    media_type: "application/json",
    evaluation: {
      quality: { grade: "standard", reasons: [] },
      submitted_grade: null,
      summary: document.summary,
      differences: [],
    },
    history: [],
    repetitions: [],
    signature: null,
    log_index: null,
    ...change,
  };
}

const uncompared = {
  absent_reason: null,
  ratio: null,
  ratio_ci95_low: null,
  ratio_ci95_high: null,
  p_value_holm: null,
  cliffs_delta: null,
  verdict: null,
  words: null,
};
const comparedValues: ResultComparison["metrics"][number]["values"] = [
  { ...uncompared, mean: 5, ci95_low: 4.8, ci95_high: 5.2 },
  {
    ...uncompared,
    mean: 6,
    ci95_low: 5.9,
    ci95_high: 6.1,
    ratio: 1.2,
    ratio_ci95_low: 1.1,
    ratio_ci95_high: 1.3,
    verdict: "better",
    words: "20 % higher (95 % interval +10 % to +30 %)",
  },
  {
    ...uncompared,
    mean: 3,
    ci95_low: null,
    ci95_high: null,
    verdict: "not_comparable",
    words: "the energies cover different parts of the machines",
  },
];

/** Three results: the second is better, the energy of the third is not compared. */
export function makeComparison(change: Partial<ResultComparison> = {}): ResultComparison {
  const entry = (letter: string): ResultComparison["results"][number] => ({
    letter,
    label: `label ${letter}`,
    row: makeRow({ id: `res_${letter}`, engine: letter === "C" ? "sglang" : "vllm" }),
    withdrawal: null,
    requests_absent_reason: letter === "C" ? "submitted without requests" : null,
  });
  const histogram = {
    requests: 100,
    p5_ms: 20,
    p25_ms: 25,
    p50_ms: 30,
    p75_ms: 35,
    p95_ms: 45,
    p99_ms: null,
    first_bin: 26,
    counts: [10, 60, 30],
  };
  return {
    title: "Qwen3-8B: fp8 against bf16 and SGLang",
    summary: "B has 20 % higher tokens per joule against A.",
    baseline: "A",
    results: ["A", "B", "C"].map(entry),
    refusals: [
      {
        letters: ["C"],
        concerns: "energy",
        code: "other_energy_scope",
        reason: "The energy covers different things: gpu and node_wall.",
      },
    ],
    cautions: [],
    metrics: [
      { metric: "tokens_per_joule", independent: true, values: comparedValues },
      { metric: "joules_per_token", independent: false, values: comparedValues },
    ],
    facts: [
      { name: "precision", title: "Precision", values: ["fp8", "bf16", null], differs: true },
      { name: "os", title: "System", values: ["Debian", "Debian", "Debian"], differs: false },
    ],
    distributions: [
      {
        metric: "time_to_first_token_ms",
        histograms: [histogram, { ...histogram, p50_ms: 40 }, null],
        wasserstein_ms: [null, 10, null],
      },
    ],
    ...change,
  };
}
