/** Answers of the API for tests, made from the documents of the tests in Chromium. */
import { rankedMetrics } from "@/shared/api/vocabulary";
import type { Check, LeaderboardRow, ResultDetail, ResultDocument } from "@/shared/api/wire";
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
    not_ranked: null,
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
