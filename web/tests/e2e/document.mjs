// Result documents for tests: consistent with themselves, made from a few numbers, never measured.
import { createHash } from "node:crypto";

const t95 = { 2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776 };
const sha = (text) => createHash("sha256").update(text).digest("hex");
const names = [
  "tokens_per_joule",
  "joules_per_token",
  "throughput_tokens_per_sec",
  "input_throughput_tokens_per_sec",
  "total_throughput_tokens_per_sec",
  "requests_per_sec",
  "total_energy_joules",
  "avg_power_watts",
  "flops_per_second",
  "peak_memory_mb",
  ...["time_to_first_token_ms", "latency_per_token_ms", "e2e_latency_ms"].flatMap((name) => [
    name,
    `${name}_p50`,
    `${name}_p90`,
    `${name}_p99`,
  ]),
  "inter_chunk_latency_ms",
  "client_lag_ms_p99",
];

function summarise(values) {
  const known = values.filter((value) => value !== null);
  const n = known.length;
  if (n === 0)
    return {
      mean: null,
      standard_deviation: null,
      ci95_low: null,
      ci95_high: null,
      cv: null,
      n: 0,
      method: "none",
      absent_reason: "not measured",
    };
  const mean = known.reduce((a, b) => a + b, 0) / n;
  if (n === 1) return { mean, standard_deviation: null, ci95_low: null, ci95_high: null, cv: null, n, method: "none" };
  const sd = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (t95[n] * sd) / Math.sqrt(n);
  return {
    mean,
    standard_deviation: sd,
    ci95_low: mean - half,
    ci95_high: mean + half,
    cv: mean === 0 ? null : sd / mean,
    n,
    method: "student_t",
  };
}

/** `watts: null` is a machine without a meter. */
export function makeDocument({
  name,
  engine = "llama.cpp",
  version = "b6940",
  gpu = "NVIDIA L4",
  precision = "q4_1",
  tps = 120,
  watts = 60,
  scope = "gpu",
  method = "counter",
  streams = 4,
  cycles = 3,
  parameters = 135e6,
  spread = 0.01,
  seed = 1,
}) {
  const length = 60;
  const start = Date.parse("2026-11-20T10:00:00Z");
  const list = Array.from({ length: cycles }, (_, i) => {
    const factor = 1 + spread * Math.sin(seed * 7.3 + i * 2.1);
    const output = Math.round(tps * factor * length);
    const completed = Math.max(Math.round(output / 128), 1);
    const input = completed * 131;
    const energy = watts === null ? null : watts * length * (1 + spread * 0.3 * Math.cos(seed + i));
    const from = 60 + i * 70;
    const ttft = (40 + 4000 / tps) * (2 - factor);
    const perToken = ((1000 * streams) / tps) * (2 - factor);
    const e2e = ttft + perToken * 127;
    // Without energy there were too few requests for the high percentiles, too.
    const spreadOf = (value) => ({
      p50: value * 0.98,
      ...(watts === null ? {} : { p90: value * 1.12, p99: value * 1.3 }),
    });
    const values = {
      tokens_per_joule: energy === null ? null : output / energy,
      joules_per_token: energy === null ? null : energy / output,
      throughput_tokens_per_sec: output / length,
      input_throughput_tokens_per_sec: input / length,
      total_throughput_tokens_per_sec: (input + output) / length,
      requests_per_sec: completed / length,
      total_energy_joules: energy,
      avg_power_watts: energy === null ? null : energy / length,
      flops_per_second: null,
      peak_memory_mb: (parameters / 1e6) * 1.3 + 400,
      inter_chunk_latency_ms: perToken,
      client_lag_ms_p99: 0.2,
    };
    for (const [metric, value] of Object.entries({
      time_to_first_token_ms: ttft,
      latency_per_token_ms: perToken,
      e2e_latency_ms: e2e,
    })) {
      values[metric] = value;
      for (const [p, at] of Object.entries(spreadOf(value))) values[`${metric}_${p}`] = at;
    }
    return {
      index: i + 1,
      window: {
        start_s: from,
        end_s: from + length,
        started_at: new Date(start + from * 1000).toISOString(),
        ended_at: new Date(start + (from + length) * 1000).toISOString(),
      },
      tokens: { input, output, cached_input: null },
      requests: { completed, failed: 0, unfinished: 0 },
      energy: {
        energy_joules: energy,
        counter_joules: method === "counter" ? energy : null,
        integral_joules: null,
        per_device: energy === null ? [] : [{ device: 0, energy_joules: energy }],
        ...(energy === null ? { absent_reason: "no energy source is readable on this machine" } : {}),
      },
      metrics: Object.fromEntries(names.map((metric) => [metric, values[metric] ?? null])),
      mean_concurrency: streams,
      flags: [],
    };
  });
  const config = {
    schema_version: 1,
    name: `test ${name}`,
    description: null,
    model: { name, path: null, revision: null, precision },
    engine: {
      name: engine,
      command: null,
      base_url: null,
      api_key_env: null,
      options: {},
      ready_timeout_s: 120,
      stop_timeout_s: 10,
    },
    load: { mode: "concurrency", streams },
    workload: {
      prompts: "builtin",
      file: null,
      input_tokens: 128,
      output_tokens: 128,
      ignore_eos: true,
      prefix_cache: false,
      temperature: 0,
      seed: 1,
    },
    protocol: { cycles, cycle_s: length, warmup_s: 30, cooldown_s: 10, idle_s: 30, request_timeout_s: 120 },
    energy: { source: "auto", trace: null, model: null, period_ms: 100 },
  };
  const hasGpu = gpu !== null;
  return {
    schema_version: 1,
    tool: { name: "lem", version: "0.1.0", build: "test" },
    experiment: {
      id: sha(`${name}${engine}${gpu}${seed}`).slice(0, 24),
      config,
      config_sha256: sha(JSON.stringify(config)),
      seed: 1,
      schedule_sha256: sha(`schedule ${name}`),
      started_at: new Date(start).toISOString(),
      ended_at: new Date(start + (70 + cycles * 70) * 1000).toISOString(),
      complete: true,
    },
    environment: {
      host_hash: sha("host"),
      os: "Debian GNU/Linux 12",
      kernel: "6.1.0-40-amd64",
      cpu_model: "AMD EPYC 7B13",
      cpu_count: 16,
      memory_mb: 67_000,
      virtualisation: "kvm",
      devices: [
        hasGpu
          ? {
              index: 0,
              kind: "gpu",
              name: gpu,
              uuid_hash: sha(`uuid ${seed}`),
              memory_mb: 24_000,
              power_limit_watts: null,
              driver_version: "570.86",
            }
          : {
              index: 0,
              kind: "cpu",
              name: "AMD EPYC 7B13",
              uuid_hash: null,
              memory_mb: null,
              power_limit_watts: null,
              driver_version: null,
            },
      ],
      energy_sources: [
        {
          source: "nvml",
          available: hasGpu,
          finding: hasGpu ? "energy counter of one GPU" : "no NVIDIA driver is loaded",
        },
        {
          source: "rapl",
          available: false,
          finding: "/sys/class/powercap/intel-rapl is not there: a virtual machine does not see it",
          remedy: "measure on the host",
        },
      ],
    },
    engine: { name: engine, version, launcher: null, arguments: ["--ctx-size", "4096"], capabilities: {} },
    model: {
      name,
      revision: null,
      architecture: "llama",
      precision,
      parameters_total: parameters,
      parameters_active: null,
      file_bytes: Math.round(parameters * 0.6),
      file_sha256: sha(name),
      context_length: 8192,
    },
    baseline:
      watts === null
        ? { idle_cold_watts: null, idle_loaded_watts: null, absent_reason: "no energy source" }
        : { idle_cold_watts: 12, idle_loaded_watts: 18 },
    cycles: list,
    summary: Object.fromEntries(names.map((metric) => [metric, summarise(list.map((cycle) => cycle.metrics[metric]))])),
    energy_scope: watts === null ? "none" : scope,
    energy_method: watts === null ? "none" : method,
    ...(watts === null ? { energy_absent_reason: "no energy source is readable on this machine" } : {}),
    requests_file: null,
    traces_file: null,
    checks: [],
    metric_definitions_version: "1.0",
  };
}

const models = [
  ["HuggingFaceTB/SmolLM2-135M-Instruct", 135e6],
  ["Qwen/Qwen3-4B-Instruct", 4e9],
  ["meta-llama/Llama-3.1-8B-Instruct", 8e9],
  ["mistralai/Mistral-Small-3.2-24B", 24e9],
  ["google/gemma-3-12b-it", 12e9],
];
const engines = [
  ["vllm", "0.11.2"],
  ["sglang", "0.5.4"],
  ["tensorrt-llm", "1.1.0"],
  ["transformers", "4.57"],
  ["llama.cpp", "b6940"],
  ["ollama", "0.12"],
];
const gpus = [
  ["NVIDIA H100 80GB HBM3", 1, 620],
  ["NVIDIA L4", 0.15, 66],
  ["NVIDIA GeForce RTX 4090", 0.4, 380],
];

/** A board with every kind of row: intervals wide and narrow, one cycle, modelled, no energy. */
export function makeBoard() {
  const board = [];
  models.forEach(([name, parameters], m) =>
    engines.forEach(([engine, version], e) => {
      const [gpu, speed, watts] = gpus[(m + e) % gpus.length];
      board.push(
        makeDocument({
          name,
          parameters,
          engine,
          version,
          gpu,
          watts,
          tps: (2e12 / (parameters + 2e8)) * speed * (1 - 0.09 * e),
          spread: [0.004, 0.03, 0.08, 0.14][(m * 5 + e) % 4],
          cycles: [3, 5, 3, 4][(m + e) % 4],
          streams: [4, 16, 64][e % 3],
          precision: ["bf16", "fp8", "q4_1"][(m + e * 2) % 3],
          seed: m * 10 + e + 1,
        }),
      );
    }),
  );
  board.push(makeDocument({ name: "HuggingFaceTB/SmolLM2-135M-Instruct", gpu: null, watts: null, tps: 93, seed: 91 }));
  board.push(
    makeDocument({
      name: "HuggingFaceTB/SmolLM2-135M-Instruct",
      gpu: null,
      watts: 45,
      scope: "cpu+dram",
      method: "modelled",
      tps: 88,
      seed: 92,
    }),
  );
  board.push(
    makeDocument({ name: "Qwen/Qwen3-4B-Instruct", watts: 70, tps: 61, cycles: 1, parameters: 4e9, seed: 93 }),
  );
  return board;
}
