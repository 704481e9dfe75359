// Written by `lem openapi --vocabulary` from the program's own tables; do not edit.

/** In the order in which they are shown. A column of the leaderboard is ranked. */
export const metrics = [
  {
    "name": "tokens_per_joule",
    "title": "Tokens per joule",
    "shortTitle": "Tokens per joule",
    "qualifier": "",
    "unit": "tok/J",
    "displayUnit": "tok/J",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": true,
    "column": "usual",
    "definition": "Output tokens that arrived in the steady window, divided by the energy of that window (gross: idle power is included)."
  },
  {
    "name": "joules_per_token",
    "title": "Joules per token",
    "shortTitle": "Energy per token",
    "qualifier": "",
    "unit": "J/tok",
    "displayUnit": "J/tok",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "Energy of the steady window divided by the output tokens that arrived in it."
  },
  {
    "name": "throughput_tokens_per_sec",
    "title": "Throughput",
    "shortTitle": "Throughput",
    "qualifier": "",
    "unit": "tok/s",
    "displayUnit": "tok/s",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "usual",
    "definition": "Output tokens that arrived in the steady window, divided by its length."
  },
  {
    "name": "input_throughput_tokens_per_sec",
    "title": "Input throughput",
    "shortTitle": "Input throughput",
    "qualifier": "",
    "unit": "tok/s",
    "displayUnit": "tok/s",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Prompt tokens of requests whose first token arrived in the steady window, divided by its length."
  },
  {
    "name": "total_throughput_tokens_per_sec",
    "title": "Total throughput",
    "shortTitle": "Total throughput",
    "qualifier": "",
    "unit": "tok/s",
    "displayUnit": "tok/s",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Input and output throughput together."
  },
  {
    "name": "requests_per_sec",
    "title": "Requests",
    "shortTitle": "Requests",
    "qualifier": "",
    "unit": "1/s",
    "displayUnit": "1/s",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Requests completed in the steady window, divided by its length."
  },
  {
    "name": "goodput_requests_per_sec",
    "title": "Goodput",
    "shortTitle": "Goodput",
    "qualifier": "",
    "unit": "1/s",
    "displayUnit": "1/s",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Requests completed in the steady window that met every limit of protocol.slo, divided by its length."
  },
  {
    "name": "goodput_share",
    "title": "Share of good requests",
    "shortTitle": "Share of good requests",
    "qualifier": "",
    "unit": "",
    "displayUnit": "",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "speed",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Requests completed in the steady window that met every limit of protocol.slo, of those that were completed in it or failed."
  },
  {
    "name": "total_energy_joules",
    "title": "Energy",
    "shortTitle": "Energy",
    "qualifier": "of a cycle",
    "unit": "J",
    "displayUnit": "J",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "Energy of the steady window, in the named scope, by the named method."
  },
  {
    "name": "avg_power_watts",
    "title": "Mean power",
    "shortTitle": "Power",
    "qualifier": "mean",
    "unit": "W",
    "displayUnit": "W",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "Energy of the steady window divided by its length."
  },
  {
    "name": "net_joules_per_token",
    "title": "Net joules per token",
    "shortTitle": "Net joules per token",
    "qualifier": "",
    "unit": "J/tok",
    "displayUnit": "J/tok",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Energy of the steady window less the loaded engine's idle power over its length, divided by its output tokens. Secondary: idle power is a real cost. As a difference it can be negative by noise, when the load draws little more than idle power."
  },
  {
    "name": "joules_per_request",
    "title": "Joules per request",
    "shortTitle": "Joules per request",
    "qualifier": "",
    "unit": "J",
    "displayUnit": "J",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Joules per token times the mean output tokens of the requests that were completed in the steady window."
  },
  {
    "name": "goodput_requests_per_joule",
    "title": "Goodput per joule",
    "shortTitle": "Goodput per joule",
    "qualifier": "",
    "unit": "1/J",
    "displayUnit": "1/J",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": true,
    "column": "extra",
    "definition": "Requests completed in the steady window that met every limit of protocol.slo, divided by the energy of that window."
  },
  {
    "name": "prefill_joules_per_token",
    "title": "Prefill energy",
    "shortTitle": "Prefill energy",
    "qualifier": "",
    "unit": "J/tok",
    "displayUnit": "J/tok",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Energy per prompt token, from load that asks for one output token per request (protocol.prefill_s)."
  },
  {
    "name": "decode_joules_per_token",
    "title": "Decode energy",
    "shortTitle": "Decode energy",
    "qualifier": "",
    "unit": "J/tok",
    "displayUnit": "J/tok",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "energy",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Energy of the steady window less the prefill energy of its prompt tokens, divided by its output tokens."
  },
  {
    "name": "flops_per_second",
    "title": "Compute",
    "shortTitle": "Compute",
    "qualifier": "",
    "unit": "FLOP/s",
    "displayUnit": "TFLOP/s",
    "displayFactor": 1e-12,
    "percentile": null,
    "kind": "compute",
    "higherIsBetter": true,
    "column": "extra",
    "definition": "Model FLOPs of the tokens processed in the window (analytic), divided by its length."
  },
  {
    "name": "mfu",
    "title": "Model FLOPs utilisation",
    "shortTitle": "Model FLOPs utilisation",
    "qualifier": "",
    "unit": "",
    "displayUnit": "",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "compute",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Compute divided by the devices' dense peak at the weights' precision."
  },
  {
    "name": "mbu",
    "title": "Memory bandwidth utilisation",
    "shortTitle": "Memory bandwidth utilisation",
    "qualifier": "",
    "unit": "",
    "displayUnit": "",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "compute",
    "higherIsBetter": true,
    "column": "none",
    "definition": "Weight and key-value bytes that decoding must read at the batch it had, per second, divided by the devices' peak bandwidth."
  },
  {
    "name": "peak_memory_mb",
    "title": "Peak memory",
    "shortTitle": "Memory",
    "qualifier": "peak",
    "unit": "MB",
    "displayUnit": "GB",
    "displayFactor": 0.001,
    "percentile": null,
    "kind": "memory",
    "higherIsBetter": false,
    "column": "usual",
    "definition": "Largest memory in use during the window, summed over devices; 1 MB = 10^6 bytes."
  },
  {
    "name": "time_to_first_token_ms",
    "title": "Time to first token",
    "shortTitle": "First token",
    "qualifier": "mean",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "usual",
    "definition": "From the last byte of the request written to the first chunk with content, reasoning or a tool call; mean over the requests whose latencies count: in a closed loop those sent in the steady window, otherwise all."
  },
  {
    "name": "time_to_first_token_ms_p50",
    "title": "Time to first token, p50",
    "shortTitle": "Time to first token, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "time_to_first_token_ms_p90",
    "title": "Time to first token, p90",
    "shortTitle": "First token",
    "qualifier": "p90",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.9,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "90th percentile over requests; given from 44 requests on."
  },
  {
    "name": "time_to_first_token_ms_p99",
    "title": "Time to first token, p99",
    "shortTitle": "Time to first token, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "99th percentile over requests; given from 459 requests on."
  },
  {
    "name": "time_to_first_answer_token_ms",
    "title": "Time to first answer token",
    "shortTitle": "Time to first answer token",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "The same to the first chunk of the answer itself, after any reasoning; mean over requests."
  },
  {
    "name": "time_to_first_token_from_schedule_ms",
    "title": "Time to first token from schedule",
    "shortTitle": "Time to first token from schedule",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "The time to the first token, counted from when the request was due in an open loop, whether or not it could be sent then; mean over requests."
  },
  {
    "name": "time_to_first_token_from_schedule_ms_p50",
    "title": "Time to first token from schedule, p50",
    "shortTitle": "Time to first token from schedule, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "time_to_first_token_from_schedule_ms_p90",
    "title": "Time to first token from schedule, p90",
    "shortTitle": "Time to first token from schedule, p90",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.9,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "90th percentile over requests; given from 44 requests on."
  },
  {
    "name": "time_to_first_token_from_schedule_ms_p99",
    "title": "Time to first token from schedule, p99",
    "shortTitle": "Time to first token from schedule, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "99th percentile over requests; given from 459 requests on."
  },
  {
    "name": "latency_per_token_ms",
    "title": "Time per output token",
    "shortTitle": "Per token",
    "qualifier": "mean",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "usual",
    "definition": "(last token - first token) / (streamed tokens - 1) of each request with two streamed tokens or more that did not arrive at once; tokens that were counted and never streamed are left out; mean over requests."
  },
  {
    "name": "latency_per_token_ms_p50",
    "title": "Time per output token, p50",
    "shortTitle": "Time per output token, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "latency_per_token_ms_p90",
    "title": "Time per output token, p90",
    "shortTitle": "Per token",
    "qualifier": "p90",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.9,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "90th percentile over requests; given from 44 requests on."
  },
  {
    "name": "latency_per_token_ms_p99",
    "title": "Time per output token, p99",
    "shortTitle": "Time per output token, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "99th percentile over requests; given from 459 requests on."
  },
  {
    "name": "e2e_latency_ms",
    "title": "Request latency",
    "shortTitle": "Request latency",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "From the last byte of the request written to its last token; mean over requests."
  },
  {
    "name": "e2e_latency_ms_p50",
    "title": "Request latency, p50",
    "shortTitle": "Request latency, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "e2e_latency_ms_p90",
    "title": "Request latency, p90",
    "shortTitle": "Request",
    "qualifier": "p90",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.9,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "extra",
    "definition": "90th percentile over requests; given from 44 requests on."
  },
  {
    "name": "e2e_latency_ms_p99",
    "title": "Request latency, p99",
    "shortTitle": "Request latency, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "99th percentile over requests; given from 459 requests on."
  },
  {
    "name": "e2e_latency_from_schedule_ms",
    "title": "Request latency from schedule",
    "shortTitle": "Request latency from schedule",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "The time to the last token, counted from when the request was due in an open loop; mean over requests."
  },
  {
    "name": "e2e_latency_from_schedule_ms_p50",
    "title": "Request latency from schedule, p50",
    "shortTitle": "Request latency from schedule, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "e2e_latency_from_schedule_ms_p90",
    "title": "Request latency from schedule, p90",
    "shortTitle": "Request latency from schedule, p90",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.9,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "90th percentile over requests; given from 44 requests on."
  },
  {
    "name": "e2e_latency_from_schedule_ms_p99",
    "title": "Request latency from schedule, p99",
    "shortTitle": "Request latency from schedule, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "99th percentile over requests; given from 459 requests on."
  },
  {
    "name": "inter_chunk_latency_ms",
    "title": "Time between chunks",
    "shortTitle": "Time between chunks",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "latency",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Mean gap between streamed chunks with content; a chunk may hold several tokens."
  },
  {
    "name": "client_lag_ms_p50",
    "title": "Send lag, p50",
    "shortTitle": "Send lag, p50",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.5,
    "kind": "client",
    "higherIsBetter": false,
    "column": "none",
    "definition": "Median over requests."
  },
  {
    "name": "client_lag_ms_p99",
    "title": "Send lag, p99",
    "shortTitle": "Send lag, p99",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": 0.99,
    "kind": "client",
    "higherIsBetter": false,
    "column": "none",
    "definition": "How late the load client sent requests against its schedule, without the time to connect; 99th percentile over requests."
  },
  {
    "name": "client_lag_ms_max",
    "title": "Send lag, longest",
    "shortTitle": "Send lag, longest",
    "qualifier": "",
    "unit": "ms",
    "displayUnit": "ms",
    "displayFactor": 1.0,
    "percentile": null,
    "kind": "client",
    "higherIsBetter": false,
    "column": "none",
    "definition": "The longest lag of a request."
  }
] as const;

export const rankedMetrics = [
  "tokens_per_joule",
  "joules_per_token",
  "throughput_tokens_per_sec",
  "total_energy_joules",
  "avg_power_watts",
  "goodput_requests_per_joule",
  "flops_per_second",
  "peak_memory_mb",
  "time_to_first_token_ms",
  "time_to_first_token_ms_p90",
  "latency_per_token_ms",
  "latency_per_token_ms_p90",
  "e2e_latency_ms_p90"
] as const;

export const energyScopes = {
  "none": {
    "title": "no energy",
    "doc": "no energy was measured or modelled"
  },
  "gpu": {
    "title": "GPU board",
    "doc": "GPU boards as the driver sees them"
  },
  "cpu": {
    "title": "CPU",
    "doc": "CPU packages (RAPL without memory)"
  },
  "cpu+dram": {
    "title": "CPU and memory",
    "doc": "CPU packages and memory (RAPL)"
  },
  "gpu+cpu+dram": {
    "title": "GPU, CPU, memory",
    "doc": "GPU boards, CPU packages and memory"
  },
  "module": {
    "title": "module",
    "doc": "a superchip module: GPU, CPU and memory"
  },
  "node_wall": {
    "title": "whole machine",
    "doc": "the whole machine at its supply"
  }
} as const;

export const energyMethods = {
  "none": {
    "title": "none",
    "doc": "no energy"
  },
  "counter": {
    "title": "hardware counter",
    "doc": "difference of a hardware energy counter, in every cycle"
  },
  "integrated_power": {
    "title": "power samples",
    "doc": "sampled power, integrated over time"
  },
  "replayed": {
    "title": "replayed trace",
    "doc": "a recorded trace; for tests and demonstrations"
  },
  "modelled": {
    "title": "modelled, not measured",
    "doc": "an assumed power times time: not measured"
  }
} as const;

export const engines = {
  "llama.cpp": {
    "title": "llama.cpp",
    "doc": "llama.cpp's llama-server, started by lem"
  },
  "vllm": {
    "title": "vLLM",
    "doc": ""
  },
  "transformers": {
    "title": "PyTorch",
    "doc": "PyTorch by `transformers serve`"
  },
  "sglang": {
    "title": "SGLang",
    "doc": ""
  },
  "tgi": {
    "title": "TGI",
    "doc": ""
  },
  "tensorrt-llm": {
    "title": "TensorRT-LLM",
    "doc": ""
  },
  "ollama": {
    "title": "Ollama",
    "doc": ""
  },
  "openai": {
    "title": "endpoint",
    "doc": "any OpenAI-compatible endpoint that already runs"
  }
} as const;

export const grades = {
  "unfit": {
    "title": "unfit",
    "doc": "not usable"
  },
  "indicative": {
    "title": "indicative",
    "doc": "a hint only: a reviewer would object to something"
  },
  "standard": {
    "title": "standard",
    "doc": "fit for comparison"
  },
  "gold": {
    "title": "gold",
    "doc": "long cycles, restarts of the engine, small spread"
  }
} as const;

export const trustLevels = {
  "self_reported": {
    "title": "self-reported",
    "doc": "as the submitter sent it, checked for consistency"
  },
  "signed": {
    "title": "signed",
    "doc": "signed by a key of its submitter, which proves where it is from and that it is unchanged"
  },
  "trace_verified": {
    "title": "trace-verified",
    "doc": "recomputed by the server from the uploaded trace"
  },
  "platform_run": {
    "title": "platform-run",
    "doc": "run by a worker of this platform"
  },
  "reproduced": {
    "title": "reproduced",
    "doc": "another submitter measured the same"
  }
} as const;

export const signerStandings = {
  "verified": {
    "title": "verified",
    "doc": "the key belongs to the account that published it"
  },
  "unknown_key": {
    "title": "unknown_key",
    "doc": "no account has registered the key"
  },
  "revoked_key": {
    "title": "revoked_key",
    "doc": "the key was revoked before it was published"
  },
  "foreign_key": {
    "title": "foreign_key",
    "doc": "the key belongs to another account"
  }
} as const;

export const notRankedReasons = {
  "not_measured": {
    "title": "not_measured",
    "doc": "not measured"
  },
  "incomplete": {
    "title": "incomplete",
    "doc": "the run was stopped early"
  },
  "warnings": {
    "title": "warnings",
    "doc": "checks found a warning"
  },
  "energy_modelled": {
    "title": "energy_modelled",
    "doc": "energy is modelled, not measured"
  },
  "energy_replayed": {
    "title": "energy_replayed",
    "doc": "energy is replayed from a trace"
  }
} as const;

export const flaggedChoices = {
  "hidden": {
    "title": "hidden",
    "doc": "only results without a warning"
  },
  "shown": {
    "title": "shown",
    "doc": "all results"
  },
  "only": {
    "title": "only",
    "doc": "only results with a warning"
  }
} as const;

/** The source of a result that lem measured. */
export const ownSource = "lem" as const;

export const resultStates = {
  "listed": {
    "title": "listed",
    "doc": ""
  },
  "hidden": {
    "title": "hidden",
    "doc": "not shown until a moderator has reviewed it"
  },
  "withdrawn": {
    "title": "withdrawn",
    "doc": "withdrawn; its page stays, with the reason"
  }
} as const;

export const stateReasons = {
  "published": {
    "title": "published",
    "doc": "its owner published it"
  },
  "replaced": {
    "title": "replaced",
    "doc": "the same run was published again with its files"
  },
  "by_owner": {
    "title": "by_owner",
    "doc": "its owner withdrew it"
  },
  "by_moderator": {
    "title": "by_moderator",
    "doc": "a moderator withdrew it"
  },
  "resubmitted": {
    "title": "resubmitted",
    "doc": "its owner submitted it again after withdrawing it"
  }
} as const;

export const checkOutcomes = {
  "passed": {
    "title": "passed",
    "doc": ""
  },
  "information": {
    "title": "information",
    "doc": ""
  },
  "warning": {
    "title": "warning",
    "doc": "public flag"
  },
  "rejected": {
    "title": "rejected",
    "doc": "impossible or inconsistent: the result is not accepted"
  },
  "not_applicable": {
    "title": "not_applicable",
    "doc": "the data it needs are not in the document"
  }
} as const;

export const intervalMethods = {
  "none": {
    "title": "none",
    "doc": "too few cycles for an interval"
  },
  "student_t": {
    "title": "student_t",
    "doc": "Student t over cycles"
  },
  "cluster_bootstrap": {
    "title": "cluster_bootstrap",
    "doc": "percentile bootstrap of pooled requests: cycles, then requests within"
  }
} as const;

export const stages = {
  "note": {
    "title": "note",
    "doc": "a message to the user; the run continues"
  },
  "cooling": {
    "title": "cooling",
    "doc": "waiting until the devices are cool"
  },
  "idle": {
    "title": "idle",
    "doc": "measuring idle power"
  },
  "start": {
    "title": "start",
    "doc": "starting the engine or connecting to it"
  },
  "probe": {
    "title": "probe",
    "doc": "testing which parameters the server supports"
  },
  "warm_up": {
    "title": "warm_up",
    "doc": "warm-up: load that is not measured"
  },
  "search": {
    "title": "search",
    "doc": "searching for the highest load within the limits"
  },
  "prefill": {
    "title": "prefill",
    "doc": "measuring the energy of prompt processing"
  },
  "cycle": {
    "title": "cycle",
    "doc": "measuring a cycle"
  },
  "cool_down": {
    "title": "cool_down",
    "doc": "waiting between two cycles"
  },
  "done": {
    "title": "done",
    "doc": "the result is written"
  }
} as const;

/** Flags of a cycle, and the best grade that each leaves. */
export const cycleFlags = {
  "client_bound": {
    "doc": "the load client could not keep its schedule, so latencies include the client's own delay",
    "atMost": "unfit",
    "spoilsEnergy": false
  },
  "token_count_unreliable": {
    "doc": "the server gave no token counts for some requests",
    "atMost": "unfit",
    "spoilsEnergy": false
  },
  "telemetry_gap": {
    "doc": "power readings are missing for over 3 s",
    "atMost": "unfit",
    "spoilsEnergy": true
  },
  "counter_mismatch": {
    "doc": "energy counter and integrated power differ by more than 10 %",
    "atMost": "unfit",
    "spoilsEnergy": true
  },
  "thermal": {
    "doc": "a device was thermally throttled for over 1 % of the window",
    "atMost": "unfit",
    "spoilsEnergy": false
  },
  "counter_disagrees": {
    "doc": "energy counter and integrated power differ by 5 to 10 %",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "energy_invalid": {
    "doc": "the energy source gave a reason to doubt the window",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "idle_devices": {
    "doc": "some of the measured devices did not compute; their idle power is in the energy",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "unsteady": {
    "doc": "throughput or power varied or drifted by over 5 % within the window",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "warm_up_unsteady": {
    "doc": "the warm-up ended at its limit without a steady state",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "oversaturated": {
    "doc": "requests queued up: the server could not keep up with the rate",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "foreign_processes": {
    "doc": "other processes used a device during the window",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "more_tokens_than_asked": {
    "doc": "the server sent more tokens than requested",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "unread_content": {
    "doc": "the server streamed tokens in a field that the client does not know, so latencies leave them out",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "answers_at_once": {
    "doc": "over 5 % of the answers arrived at once or in a few bursts: a proxy or the server held tokens back, so latencies per token are not the engine's",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "content_filter": {
    "doc": "a content filter of the server cut answers short",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "lengths_off": {
    "doc": "over 5 % of the requests had other lengths than planned",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "partial": {
    "doc": "the cycle ended early",
    "atMost": "indicative",
    "spoilsEnergy": false
  },
  "client_lag": {
    "doc": "the load client sent requests over 10 ms late (p99)",
    "atMost": "standard",
    "spoilsEnergy": false
  },
  "clock_step": {
    "doc": "the machine's clock was set during the cycle; durations are right, dates may be wrong",
    "atMost": "standard",
    "spoilsEnergy": false
  },
  "errors": {
    "doc": "requests failed",
    "atMost": "standard",
    "spoilsEnergy": false
  }
} as const;

/** Reasons against the energy of a window, and the flag that each sets. */
export const energyReasons = {
  "telemetry_gap": {
    "doc": "two readings are more than 3 s apart",
    "flag": "telemetry_gap"
  },
  "not_bracketed": {
    "doc": "no reading was taken on one side of the window",
    "flag": "energy_invalid"
  },
  "counter_reset": {
    "doc": "a device's counter went backwards",
    "flag": "energy_invalid"
  },
  "counter_stopped": {
    "doc": "a device's counter did not advance",
    "flag": "energy_invalid"
  },
  "device_missing": {
    "doc": "a device gave no complete readings",
    "flag": "energy_invalid"
  },
  "device_without_energy": {
    "doc": "a device reported 0 J over the window, beside others with energy",
    "flag": "energy_invalid"
  },
  "too_few_samples": {
    "doc": "less than three quarters of the samples were taken",
    "flag": "energy_invalid"
  },
  "clock_step": {
    "doc": "the clock that aligns a wall meter's record was set",
    "flag": "energy_invalid"
  }
} as const;

/** Reasons to refuse a comparison, and the metrics that each concerns. */
export const comparisonRefusals = {
  "other_definitions": {
    "doc": "the metrics follow different definitions",
    "concerns": "all"
  },
  "token_counts_unreliable": {
    "doc": "the server gave no token counts for some requests",
    "concerns": "all"
  },
  "no_cycle": {
    "doc": "no cycle was measured",
    "concerns": "all"
  },
  "other_prefix_cache": {
    "doc": "only one of the two used a prefix cache",
    "concerns": "all"
  },
  "other_lengths": {
    "doc": "prompts or answers differ in length",
    "concerns": "all"
  },
  "no_energy": {
    "doc": "energy was not measured",
    "concerns": "energy"
  },
  "energy_not_measured": {
    "doc": "the energy is modelled, or replayed from a trace",
    "concerns": "energy"
  },
  "energy_unfit": {
    "doc": "a flag or a reason makes the energy of the run unusable",
    "concerns": "energy"
  },
  "other_energy_scope": {
    "doc": "the energies cover different parts of the machines",
    "concerns": "energy"
  }
} as const;

export const checkFamilies = {
  "arithmetic": {
    "title": "Arithmetic",
    "doc": "does the document agree with itself and its requests?"
  },
  "energy": {
    "title": "Energy and power",
    "doc": "can these devices have drawn this energy?"
  },
  "capacity": {
    "title": "Capacity of the devices",
    "doc": "can these devices have held and run this model?"
  },
  "statistics": {
    "title": "Statistics",
    "doc": "do the repetitions carry what is said of them?"
  }
} as const;

export const rowFacts = {
  "model": {
    "title": "Model",
    "doc": ""
  },
  "model_family": {
    "title": "Model family",
    "doc": ""
  },
  "engine": {
    "title": "Engine",
    "doc": ""
  },
  "engine_version": {
    "title": "Engine version",
    "doc": "the engine and its version"
  },
  "precision": {
    "title": "Precision",
    "doc": "of the weights"
  },
  "hardware": {
    "title": "Hardware",
    "doc": ""
  },
  "hardware_count": {
    "title": "Number of devices",
    "doc": ""
  },
  "concurrency": {
    "title": "Concurrency",
    "doc": "requests that a closed loop keeps in flight"
  },
  "input_tokens": {
    "title": "Prompt length",
    "doc": "of a mean request"
  },
  "output_tokens": {
    "title": "Output length",
    "doc": "of a mean request"
  }
} as const;

export const trendOrders = {
  "date": {
    "title": "Date",
    "doc": "the best so far on each date of submission"
  },
  "release": {
    "title": "Engine release",
    "doc": "the best with each release of an engine"
  }
} as const;

export const rowChanges = {
  "withdrawn": {
    "title": "Withdrawn",
    "doc": "withdrawn since"
  },
  "hidden": {
    "title": "Not shown",
    "doc": "no longer shown to anybody"
  },
  "left": {
    "title": "No longer in the list",
    "doc": "still listed, but not among the rows now"
  },
  "entered": {
    "title": "New",
    "doc": "not among the rows before"
  },
  "figures": {
    "title": "Other figures",
    "doc": "derived again, with another value of a metric"
  },
  "moved": {
    "title": "Moved",
    "doc": "with another rank"
  }
} as const;

export const methodParts = {
  "definitions": {
    "title": "Definitions",
    "doc": "what the metrics mean"
  },
  "derivation": {
    "title": "Derivation",
    "doc": "what the server derives from a result; all results were derived again"
  },
  "checks": {
    "title": "Checks",
    "doc": "what a result must pass"
  },
  "ranking": {
    "title": "Ranking",
    "doc": "how ranks are made"
  }
} as const;

export const analysisQuestions = {
  "curve": {
    "title": "What does a faster answer cost?",
    "doc": ""
  },
  "distribution": {
    "title": "How much do results differ?",
    "doc": ""
  },
  "sensitivity": {
    "title": "What does one change bring?",
    "doc": ""
  },
  "scaling": {
    "title": "What do more devices bring?",
    "doc": ""
  },
  "trend": {
    "title": "Do things get better?",
    "doc": ""
  }
} as const;

export const factStatuses = {
  "datasheet": {
    "title": "datasheet",
    "doc": "the maker's data sheet or the model's own files"
  },
  "looked_up": {
    "title": "looked_up",
    "doc": "a page of the maker or a secondary source"
  },
  "uncertain": {
    "title": "uncertain",
    "doc": "sources conflict"
  }
} as const;

export const observedKinds = {
  "mean_power": {
    "title": "Mean power",
    "doc": "energy of the steady window, divided by its length"
  },
  "memory_bandwidth": {
    "title": "Memory bandwidth used",
    "doc": "weights read in a decoding step, divided by its time; a lower bound, without the cache of keys and values"
  },
  "arithmetic": {
    "title": "Arithmetic",
    "doc": "FLOPs that the model needs, divided by the time"
  },
  "peak_memory": {
    "title": "Peak memory",
    "doc": "the most memory in use"
  }
} as const;

export const likenesses = {
  "shared_name": {
    "title": "shared_name",
    "doc": "submitted files call both by the same name"
  },
  "other_count": {
    "title": "other_count",
    "doc": "another number of the device"
  }
} as const;

/** The columns of the board, in their order. */
export const boardColumns = [
  {
    "key": "rank",
    "title": "Rank",
    "note": "range",
    "group": "Evidence",
    "optional": false,
    "extra": false
  },
  {
    "key": "model",
    "title": "Model",
    "note": "configuration",
    "group": "Configuration",
    "optional": false,
    "extra": false,
    "order": {
      "name": "model name",
      "title": "model name",
      "firstOrder": "model",
      "isName": true,
      "cardLabel": ""
    }
  },
  {
    "key": "hardware",
    "title": "Hardware",
    "note": "",
    "group": "Configuration",
    "optional": false,
    "extra": false,
    "order": {
      "name": "hardware name",
      "title": "hardware name",
      "firstOrder": "hardware",
      "isName": true,
      "cardLabel": ""
    }
  },
  {
    "key": "engine",
    "title": "Engine",
    "note": "",
    "group": "Configuration",
    "optional": false,
    "extra": false
  },
  {
    "key": "precision",
    "title": "Precision",
    "note": "energy scope",
    "group": "Configuration",
    "optional": true,
    "extra": false
  },
  {
    "key": "tokens_per_joule",
    "title": "Tokens per joule",
    "note": "tok/J, ↑ better",
    "group": "Energy",
    "optional": false,
    "extra": false,
    "order": {
      "name": "tokens per joule",
      "title": "Tokens per joule",
      "firstOrder": "-tokens_per_joule",
      "isName": false,
      "cardLabel": "Tokens per joule tok/J"
    },
    "metric": {
      "unit": "tok/J",
      "factor": 1.0,
      "isEnergy": true,
      "wide": true
    }
  },
  {
    "key": "throughput_tokens_per_sec",
    "title": "Throughput",
    "note": "tok/s",
    "group": "Speed",
    "optional": false,
    "extra": false,
    "order": {
      "name": "throughput",
      "title": "Throughput",
      "firstOrder": "-throughput_tokens_per_sec",
      "isName": false,
      "cardLabel": "Throughput tok/s"
    },
    "metric": {
      "unit": "tok/s",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "time_to_first_token_ms",
    "title": "First token",
    "note": "mean, ms",
    "group": "Latency",
    "optional": false,
    "extra": false,
    "order": {
      "name": "time to first token",
      "title": "Time to first token",
      "firstOrder": "time_to_first_token_ms",
      "isName": false,
      "cardLabel": "First token ms"
    },
    "metric": {
      "unit": "ms",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "latency_per_token_ms",
    "title": "Per token",
    "note": "mean, ms",
    "group": "Latency",
    "optional": false,
    "extra": false,
    "order": {
      "name": "time per output token",
      "title": "Time per output token",
      "firstOrder": "latency_per_token_ms",
      "isName": false,
      "cardLabel": "Per token ms"
    },
    "metric": {
      "unit": "ms",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "peak_memory_mb",
    "title": "Memory",
    "note": "peak, GB",
    "group": "Memory",
    "optional": false,
    "extra": false,
    "order": {
      "name": "peak memory",
      "title": "Peak memory",
      "firstOrder": "peak_memory_mb",
      "isName": false,
      "cardLabel": "Memory GB"
    },
    "metric": {
      "unit": "MB",
      "factor": 0.001,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "joules_per_token",
    "title": "Energy per token",
    "note": "J/tok",
    "group": "Energy",
    "optional": false,
    "extra": true,
    "order": {
      "name": "joules per token",
      "title": "Joules per token",
      "firstOrder": "joules_per_token",
      "isName": false,
      "cardLabel": "Energy per token J/tok"
    },
    "metric": {
      "unit": "J/tok",
      "factor": 1.0,
      "isEnergy": true,
      "wide": false
    }
  },
  {
    "key": "total_energy_joules",
    "title": "Energy",
    "note": "of a cycle, J",
    "group": "Energy",
    "optional": false,
    "extra": true,
    "order": {
      "name": "energy",
      "title": "Energy",
      "firstOrder": "total_energy_joules",
      "isName": false,
      "cardLabel": "Energy J"
    },
    "metric": {
      "unit": "J",
      "factor": 1.0,
      "isEnergy": true,
      "wide": false
    }
  },
  {
    "key": "avg_power_watts",
    "title": "Power",
    "note": "mean, W",
    "group": "Energy",
    "optional": false,
    "extra": true,
    "order": {
      "name": "mean power",
      "title": "Mean power",
      "firstOrder": "avg_power_watts",
      "isName": false,
      "cardLabel": "Power W"
    },
    "metric": {
      "unit": "W",
      "factor": 1.0,
      "isEnergy": true,
      "wide": false
    }
  },
  {
    "key": "goodput_requests_per_joule",
    "title": "Goodput per joule",
    "note": "1/J",
    "group": "Energy",
    "optional": false,
    "extra": true,
    "order": {
      "name": "goodput per joule",
      "title": "Goodput per joule",
      "firstOrder": "-goodput_requests_per_joule",
      "isName": false,
      "cardLabel": "Goodput per joule 1/J"
    },
    "metric": {
      "unit": "1/J",
      "factor": 1.0,
      "isEnergy": true,
      "wide": false
    }
  },
  {
    "key": "time_to_first_token_ms_p90",
    "title": "First token",
    "note": "p90, ms",
    "group": "Latency",
    "optional": false,
    "extra": true,
    "order": {
      "name": "time to first token, p90",
      "title": "Time to first token, p90",
      "firstOrder": "time_to_first_token_ms_p90",
      "isName": false,
      "cardLabel": "First token p90 ms"
    },
    "metric": {
      "unit": "ms",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "latency_per_token_ms_p90",
    "title": "Per token",
    "note": "p90, ms",
    "group": "Latency",
    "optional": false,
    "extra": true,
    "order": {
      "name": "time per output token, p90",
      "title": "Time per output token, p90",
      "firstOrder": "latency_per_token_ms_p90",
      "isName": false,
      "cardLabel": "Per token p90 ms"
    },
    "metric": {
      "unit": "ms",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "e2e_latency_ms_p90",
    "title": "Request",
    "note": "p90, ms",
    "group": "Latency",
    "optional": false,
    "extra": true,
    "order": {
      "name": "request latency, p90",
      "title": "Request latency, p90",
      "firstOrder": "e2e_latency_ms_p90",
      "isName": false,
      "cardLabel": "Request p90 ms"
    },
    "metric": {
      "unit": "ms",
      "factor": 1.0,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "flops_per_second",
    "title": "Compute",
    "note": "TFLOP/s",
    "group": "Compute",
    "optional": false,
    "extra": true,
    "order": {
      "name": "compute",
      "title": "Compute",
      "firstOrder": "-flops_per_second",
      "isName": false,
      "cardLabel": "Compute TFLOP/s"
    },
    "metric": {
      "unit": "FLOP/s",
      "factor": 1e-12,
      "isEnergy": false,
      "wide": false
    }
  },
  {
    "key": "concurrency",
    "title": "Requests",
    "note": "in flight",
    "group": "Configuration",
    "optional": false,
    "extra": true,
    "order": {
      "name": "requests in flight",
      "title": "requests in flight",
      "firstOrder": "-concurrency",
      "isName": false,
      "cardLabel": "In flight"
    },
    "absent": "the load keeps no fixed number of requests in flight"
  },
  {
    "key": "input_tokens",
    "title": "Input",
    "note": "mean, tokens",
    "group": "Configuration",
    "optional": false,
    "extra": true,
    "order": {
      "name": "input tokens",
      "title": "input tokens",
      "firstOrder": "-input_tokens",
      "isName": false,
      "cardLabel": "Input tokens"
    },
    "absent": "the result does not state it"
  },
  {
    "key": "output_tokens",
    "title": "Output",
    "note": "mean, tokens",
    "group": "Configuration",
    "optional": false,
    "extra": true,
    "order": {
      "name": "output tokens",
      "title": "output tokens",
      "firstOrder": "-output_tokens",
      "isName": false,
      "cardLabel": "Output tokens"
    },
    "absent": "the result does not state it"
  },
  {
    "key": "trust",
    "title": "Trust",
    "note": "",
    "group": "Evidence",
    "optional": false,
    "extra": false
  },
  {
    "key": "cycles",
    "title": "Cycles",
    "note": "grade, variation",
    "group": "Evidence",
    "optional": true,
    "extra": false
  },
  {
    "key": "submitted_at",
    "title": "Submitted",
    "note": "UTC",
    "group": "Evidence",
    "optional": false,
    "extra": true,
    "order": {
      "name": "date",
      "title": "date",
      "firstOrder": "-submitted_at",
      "isName": false,
      "cardLabel": "Submitted"
    }
  }
] as const;

/** The symbol of an engine, which decides its colour too; other engines have "other". */
export const engineSymbols = {
  "vllm": "vllm",
  "transformers": "pytorch",
  "sglang": "sglang",
  "tensorrt-llm": "tensorrt",
  "llama.cpp": "llamacpp",
  "tgi": "tgi",
  "ollama": "ollama"
} as const;

/** How much cycles vary, by the coefficient of variation. */
export const variationWords = [
  {
    "cvMax": 0.02,
    "word": "stable"
  },
  {
    "cvMax": 0.05,
    "word": "normal"
  },
  {
    "cvMax": 0.1,
    "word": "variable"
  },
  {
    "cvMax": 1e+300,
    "word": "noisy"
  }
] as const;

/** How the verdict of a check is shown. */
export const outcomeLooks = {
  "passed": {
    "icon": "check",
    "tone": "good",
    "word": "passed"
  },
  "information": {
    "icon": "info",
    "tone": "idle",
    "word": "for information"
  },
  "warning": {
    "icon": "warn",
    "tone": "warn",
    "word": "warning"
  },
  "rejected": {
    "icon": "cross",
    "tone": "bad",
    "word": "rejected"
  },
  "not_applicable": {
    "icon": "dash",
    "tone": "idle",
    "word": "could not run"
  }
} as const;

/** Every check by its code. */
export const checks = {
  "A1": {
    "title": "All numbers are possible for what they are",
    "family": "arithmetic"
  },
  "A2": {
    "title": "Tokens per joule is tokens divided by energy",
    "family": "arithmetic"
  },
  "A3": {
    "title": "Throughput is tokens divided by time",
    "family": "arithmetic"
  },
  "A4": {
    "title": "Energy is the sum over devices",
    "family": "arithmetic"
  },
  "A5": {
    "title": "The length of each window agrees with its clock times",
    "family": "arithmetic"
  },
  "A6": {
    "title": "Times are in order and not in the future",
    "family": "arithmetic"
  },
  "A7": {
    "title": "Percentiles, means and deviations are possible together",
    "family": "arithmetic"
  },
  "A8": {
    "title": "First token and time per token add up to the request latency",
    "family": "arithmetic"
  },
  "A9": {
    "title": "Requests have the tokens of their cycle",
    "family": "arithmetic"
  },
  "A10": {
    "title": "Streamed chunks agree with counted tokens",
    "family": "arithmetic"
  },
  "A11": {
    "title": "Values are in the stated units",
    "family": "arithmetic"
  },
  "A12": {
    "title": "Time in flight agrees with the number of requests in flight (Little's law)",
    "family": "arithmetic"
  },
  "A13": {
    "title": "Compute agrees with the size of the model",
    "family": "arithmetic"
  },
  "A14": {
    "title": "Answers are as long as was asked for",
    "family": "arithmetic"
  },
  "A15": {
    "title": "The metrics of a cycle agree with each other",
    "family": "arithmetic"
  },
  "A16": {
    "title": "Throughput is possible for the requests in flight and the time per token",
    "family": "arithmetic"
  },
  "A17": {
    "title": "The run is the one that its configuration describes",
    "family": "arithmetic"
  },
  "E1": {
    "title": "Mean power is within the power limits of the devices",
    "family": "energy"
  },
  "E2": {
    "title": "Readings of power are below what the boards can draw",
    "family": "energy"
  },
  "E3": {
    "title": "Mean power is not below idle power",
    "family": "energy"
  },
  "E4": {
    "title": "Energy is that of its counter or of its sampled power, which agree",
    "family": "energy"
  },
  "E5": {
    "title": "The power trace has readings all through the windows",
    "family": "energy"
  },
  "E6": {
    "title": "The energy is that of the listed devices",
    "family": "energy"
  },
  "E7": {
    "title": "The GPUs shared the work",
    "family": "energy"
  },
  "E8": {
    "title": "The energy per token is within what GPUs have been seen to need",
    "family": "energy"
  },
  "E9": {
    "title": "Energy counters only grow",
    "family": "energy"
  },
  "E10": {
    "title": "The windows are long enough",
    "family": "energy"
  },
  "E11": {
    "title": "Temperatures and throttling are plausible",
    "family": "energy"
  },
  "E12": {
    "title": "Idle power and the parts of the energy are below the whole",
    "family": "energy"
  },
  "E13": {
    "title": "Power is energy per token times throughput",
    "family": "energy"
  },
  "E14": {
    "title": "The energy per token is enough to read the weights from memory",
    "family": "energy"
  },
  "E15": {
    "title": "Energy has a scope, a method and devices",
    "family": "energy"
  },
  "E16": {
    "title": "The energy is that of the power trace",
    "family": "energy"
  },
  "P1": {
    "title": "Throughput is possible at the bandwidth of the memory",
    "family": "capacity"
  },
  "P2": {
    "title": "Compute is below the peak of the devices",
    "family": "capacity"
  },
  "P3": {
    "title": "The time per token is long enough to read the weights",
    "family": "capacity"
  },
  "P4": {
    "title": "The first token comes after the weights were read and the prompt computed",
    "family": "capacity"
  },
  "P5": {
    "title": "Memory in use fits the devices",
    "family": "capacity"
  },
  "P6": {
    "title": "The memory in use holds the weights",
    "family": "capacity"
  },
  "P7": {
    "title": "All requests in flight fit the memory",
    "family": "capacity"
  },
  "P8": {
    "title": "The devices compute in the precision of the weights",
    "family": "capacity"
  },
  "P9": {
    "title": "Caches hold no more of the prompts than was sent",
    "family": "capacity"
  },
  "P10": {
    "title": "The GPUs that the engine was split over are listed, and can share the heads",
    "family": "capacity"
  },
  "S1": {
    "title": "Intervals are those of the cycles",
    "family": "statistics"
  },
  "S2": {
    "title": "The cycles agree with each other",
    "family": "statistics"
  },
  "S3": {
    "title": "Measured values differ between cycles",
    "family": "statistics"
  },
  "S4": {
    "title": "The requests are enough for their percentiles",
    "family": "statistics"
  },
  "S5": {
    "title": "Failed requests are stated",
    "family": "statistics"
  },
  "S6": {
    "title": "Requests were sent when they were due",
    "family": "statistics"
  },
  "S7": {
    "title": "The run is published once, and had its devices to itself",
    "family": "statistics"
  },
  "S8": {
    "title": "Power changes as measured power does",
    "family": "statistics"
  },
  "S9": {
    "title": "The energy for each token is like that of others",
    "family": "statistics"
  },
  "S10": {
    "title": "It is not far ahead of the best verified result",
    "family": "statistics"
  }
} as const;

/** The files that a page can be had as, by the extension of its address. */
export const fileFormats = [
  {
    "extension": "csv",
    "title": "CSV",
    "use": "for spreadsheets"
  },
  {
    "extension": "json",
    "title": "JSON",
    "use": "for programs"
  },
  {
    "extension": "md",
    "title": "Markdown",
    "use": "for a README"
  },
  {
    "extension": "tex",
    "title": "LaTeX",
    "use": "a table for a paper"
  },
  {
    "extension": "bib",
    "title": "BibTeX",
    "use": "to cite it"
  },
  {
    "extension": "svg",
    "title": "SVG",
    "use": "a picture"
  },
  {
    "extension": "png",
    "title": "PNG",
    "use": "a picture for slides"
  }
] as const;

/** Rows that a saved view of the board keeps at most. */
export const savedRowsMax = 100 as const;

/** Filters that all analyses share. */
export const analysisFilters = [
  "model",
  "hardware",
  "engine",
  "precision",
  "energy_scope",
  "trust"
] as const;

/** Ranges that all analyses share. */
export const analysisRanges = [
  "parameters_billions",
  "concurrency",
  "input_tokens",
  "output_tokens"
] as const;

/** Metrics that the board offers to limit. */
export const usualLimits = [
  "time_to_first_token_ms_p90",
  "latency_per_token_ms",
  "peak_memory_mb"
] as const;

/** Limits of latency of a kind of use, and where the figures are from. */
export const limitPresets = [
  {
    "name": "chat",
    "title": "Chat",
    "slo": [
      "time_to_first_token_ms_p90<=450",
      "latency_per_token_ms<=40"
    ],
    "source": "MLPerf Inference, Llama 2 70B interactive; there of the 99th percentile."
  },
  {
    "name": "completion",
    "title": "Code completion",
    "slo": [
      "time_to_first_token_ms_p90<=500",
      "latency_per_token_ms<=30"
    ],
    "source": "MLPerf Inference, Llama 3.1 8B interactive; there of the 99th percentile."
  },
  {
    "name": "batch",
    "title": "Batch",
    "slo": [],
    "source": "No limit of latency, as in the offline scenario of MLPerf Inference."
  }
] as const;

/** What a preset without a limit of latency says. */
export const noLatencyLimit = "no limit of latency" as const;

/** What becomes of a choice on a saved view. */
export const savedViewNote = "What was saved stays as it was: sorting, filtering or another choice below opens the live page." as const;

/** What the list has one row of. */
export const listChoices = [
  {
    "value": "",
    "label": "All results"
  },
  {
    "value": "model",
    "label": "Best per model"
  },
  {
    "value": "model,hardware",
    "label": "Best per model and hardware"
  }
] as const;

/** Under which everybody may use what is published. */
export const dataLicence = {
  "name": "CC BY 4.0",
  "address": "https://creativecommons.org/licenses/by/4.0/"
} as const;

/** How ranks are made, below the table. */
export const rankNote = {
  "order": "Rows are ordered by the mean of the chosen metric; rows without a value come last and have no rank.",
  "rule": "One result is better than another only if its whole 95 % interval is; of energy by 5 % or more, as power sensors of one kind may differ by that much.",
  "example": "So “6 (5–7)” says that the data allow any rank from fifth to seventh, and a rank without a range has no interval.",
  "scopes": "Energies of different scope are never ranked together",
  "exceptions": "Results with modelled or replayed energy and runs that were stopped early are shown, labelled, and not ranked. Flagged results, of which a check warns, have no rank and are hidden until you ask for them."
} as const;

/** Power sensors of one kind differ by up to this share. */
export const sensorGain = 0.05 as const;

/** What is imported at once: bytes of a file, and of what is in an archive; files of an archive; its content to its own size, above 1 MiB. */
export const importLimits = {
  "bytes": 67108864,
  "archiveFiles": 1000,
  "packingRatio": 200
} as const;
