export interface components {
  schemas: {
    RankedValue: { value: number | null; ci95_half_width: number | null };
    RankedValues: Record<
      | "tokens_per_joule" | "throughput_tokens_per_sec" | "total_energy_joules" | "avg_power_watts"
      | "peak_memory_mb" | "time_to_first_token_ms" | "latency_per_token_ms" | "flops_per_second",
      components["schemas"]["RankedValue"]
    >;
    EnergyScope: "none" | "gpu" | "cpu+dram" | "gpu+cpu+dram" | "module" | "node_wall";
    EnergyMethod: "none" | "counter" | "integrated_power" | "replayed" | "modelled";
    LeaderboardRow: {
      id: string; model: string; model_family: string; parameters_total: number | null; precision: string;
      engine: string; engine_version: string; hardware: string; hardware_count: number;
      energy_scope: components["schemas"]["EnergyScope"];
      energy_method: components["schemas"]["EnergyMethod"];
      trust: "self_reported" | "signed" | "trace_verified" | "platform_run" | "reproduced";
      load: string; input_tokens: number; output_tokens: number; cycles: number; cv: number | null;
      complete: boolean; warnings: number; status: "listed" | "withdrawn"; submitted_by: string; submitted_at: string;
      energy_absent_reason?: string | null;
      metrics: components["schemas"]["RankedValues"];
    };
    FacetValue: { value: string; count: number; selected: boolean };
    LeaderboardPage: {
      items: components["schemas"]["LeaderboardRow"][]; next_cursor: string | null; total: number;
      facets: Record<string, components["schemas"]["FacetValue"][]>; data_version: string;
    };
    LeaderboardPoints: {
      id: string[]; model: string[]; engine: string[]; hardware: string[];
      throughput_tokens_per_sec: (number | null)[]; tokens_per_joule: (number | null)[];
      throughput_half_width: (number | null)[]; tokens_per_joule_half_width: (number | null)[];
      parameters_total: (number | null)[]; total: number; truncated: boolean;
    };
    Stats: { results: number; models: number; hardware: number; contributors: number; data_version: string };
    MetricInfo: { name: string; title: string; unit: string; higher_is_better: boolean; definition: string };
    MetricList: { items: components["schemas"]["MetricInfo"][]; metric_definitions_version: string };
    MetricSummary: {
      mean: number | null; standard_deviation: number | null; ci95_low: number | null; ci95_high: number | null;
      cv: number | null; n: number; method: "none" | "student_t" | "bca"; absent_reason?: string | null;
    };
    MetricNames:
      | "tokens_per_joule" | "joules_per_token" | "throughput_tokens_per_sec" | "input_throughput_tokens_per_sec"
      | "total_throughput_tokens_per_sec" | "requests_per_sec" | "total_energy_joules" | "avg_power_watts"
      | "flops_per_second" | "peak_memory_mb" | "time_to_first_token_ms" | "time_to_first_token_ms_p50"
      | "time_to_first_token_ms_p90" | "time_to_first_token_ms_p99" | "latency_per_token_ms"
      | "latency_per_token_ms_p50" | "latency_per_token_ms_p90" | "latency_per_token_ms_p99" | "e2e_latency_ms"
      | "e2e_latency_ms_p50" | "e2e_latency_ms_p90" | "e2e_latency_ms_p99" | "inter_chunk_latency_ms" | "client_lag_ms_p99";
    FileReference: { name: string; sha256: string; size_bytes: number };
    Check: {
      code: string; title: string; outcome: "passed" | "information" | "warning" | "rejected" | "not_applicable";
      observed: number | null; bound_low: number | null; bound_high: number | null; unit: string | null; message: string;
    };
    Result: {
      schema_version: number;
      tool: { name: string; version: string; build: string };
      experiment: {
        id: string;
        config: {
          schema_version: number; name: string; description: string | null;
          model: { name: string; path: string | null; revision: string | null; precision: string | null };
          engine: { name: string; command: string | null; base_url: string | null; options: Record<string, unknown> };
          load: { mode: "concurrency"; streams: number } | { mode: "constant"; requests_per_sec: number; in_flight_max: number };
          workload: { prompts: string; input_tokens: number; output_tokens: number; ignore_eos: boolean; prefix_cache: boolean; temperature: number; seed: number };
          protocol: { cycles: number; cycle_s: number; warmup_s: number; cooldown_s: number; idle_s: number; request_timeout_s: number };
          energy: { source: string; period_ms: number };
        };
        config_sha256: string; seed: number; schedule_sha256: string; started_at: string; ended_at: string;
        complete: boolean; incomplete_reason?: string | null;
      };
      environment: {
        host_hash: string; os: string; kernel: string; cpu_model: string; cpu_count: number; memory_mb: number;
        virtualisation: string | null;
        devices: { index: number; kind: string; name: string; uuid_hash: string | null; memory_mb: number | null; power_limit_watts: number | null; driver_version: string | null }[];
        energy_sources: { source: string; available: boolean; finding: string; remedy?: string | null }[];
      };
      engine: { name: string; version: string | null; launcher: string | null; arguments: string[]; capabilities: Record<string, unknown> };
      model: {
        name: string; revision: string | null; architecture: string | null; precision: string | null;
        parameters_total: number | null; parameters_active: number | null; file_bytes: number | null; file_sha256: string | null; context_length: number | null;
      };
      baseline: { idle_cold_watts: number | null; idle_loaded_watts: number | null; absent_reason?: string | null };
      cycles: {
        index: number;
        window: { start_s: number; end_s: number; started_at: string; ended_at: string };
        tokens: { input: number; output: number; cached_input: number | null };
        requests: { completed: number; failed: number; unfinished: number };
        energy: { energy_joules: number | null; counter_joules: number | null; integral_joules: number | null; absent_reason?: string | null };
        metrics: Record<components["schemas"]["MetricNames"], number | null>;
        mean_concurrency: number; flags: string[];
      }[];
      summary: Record<components["schemas"]["MetricNames"], components["schemas"]["MetricSummary"]>;
      energy_scope: components["schemas"]["EnergyScope"];
      energy_method: components["schemas"]["EnergyMethod"];
      energy_absent_reason?: string | null;
      requests_file: components["schemas"]["FileReference"] | null;
      traces_file: components["schemas"]["FileReference"] | null;
      checks: components["schemas"]["Check"][];
      metric_definitions_version: string;
    };
    ResultDetail: {
      row: components["schemas"]["LeaderboardRow"]; document: components["schemas"]["Result"];
      checks: components["schemas"]["Check"][]; files: components["schemas"]["FileReference"][];
      sha256: string; size_bytes: number; media_type: string; status: "listed" | "withdrawn";
      withdrawn_at: string | null; withdrawn_reason: string | null;
    };
    CheckReport: {
      acceptable: boolean; violations: { pointer: string; message: string }[];
      checks: components["schemas"]["Check"][]; row: components["schemas"]["LeaderboardRow"] | null;
    };
    Receipt: { id: string; url: string; created: boolean; checks: components["schemas"]["Check"][] };
  };
}
