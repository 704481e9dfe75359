#pragma once
/// What the result files of llenergymeasure, of all its years, have in common. Not thread-safe.
/// Wrong values are reported by the run.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

namespace lem::interchange {

/// Its memory is in MiB, of PyTorch's allocator.
inline constexpr Quantity allocator_mebibytes{.factor = mb_per_mib,
                                              .reason = "MiB, the peak of PyTorch's allocator"};

/// A memory, time or energy of 0 was not measured.
inline std::optional<double> llenergymeasure_above_zero(std::optional<double> value) {
    return value && *value > 0 ? value : std::nullopt;
}

/// "torch.float16" and "float16" are fp16.
inline std::string llenergymeasure_precision(std::string_view written) {
    std::string name = text::lower(written.starts_with("torch.") ? written.substr(6) : written);
    if (name == "float16") return "fp16";
    if (name == "float32") return "fp32";
    return name == "bfloat16" ? "bf16" : name;
}

/// The engine, from its name ("pytorch", "vllm") and its version. The version of PyTorch is not
/// that of the library that runs the model.
void read_llenergymeasure_engine(Fields& fields, std::string_view name, std::string_view version,
                                 ImportedRun& run);

/// All prompts are there at the start, and so many of them are computed at a time.
inline void llenergymeasure_load(std::optional<double> prompts, std::optional<double> at_a_time,
                                 ImportedRun& run) {
    if (!prompts || !at_a_time || !(*prompts >= 1 && *prompts <= 1e6) ||
        !(*at_a_time >= 1 && *at_a_time <= 16384))
        return;
    run.load(domain::OfflineLoad{.requests = static_cast<int>(*prompts),
                                 .in_flight_max = static_cast<int>(*at_a_time)});
    run.derived("experiment.load",
                "all prompts are there at the start, and are computed in "
                "batches of the stated size");
    if (run.result.engine.name == domain::EngineName::transformers && *at_a_time > 1)
        run.note(
            "Static batches: the padding of shorter prompts and answers may be counted as "
            "tokens.");
}

/// A metric of a cycle, as the file names it.
struct LlenergymeasureMetric {
    std::string_view name, target;
    std::optional<double> domain::CycleMetrics::* value;
    Quantity quantity = {};
};
inline constexpr std::array llenergymeasure_latencies{
    LlenergymeasureMetric{"ttft_mean_ms", "time_to_first_token_ms", first_token.mean},
    LlenergymeasureMetric{"ttft_median_ms", "time_to_first_token_ms_p50", first_token.p50},
    LlenergymeasureMetric{"ttft_p99_ms", "time_to_first_token_ms_p99", first_token.p99},
    LlenergymeasureMetric{"itl_mean_ms", "latency_per_token_ms", per_token.mean}};
inline constexpr std::array llenergymeasure_memory{
    LlenergymeasureMetric{"peak_memory_mb", "peak_memory_mb", &domain::CycleMetrics::peak_memory_mb,
                          allocator_mebibytes}};
inline constexpr std::array llenergymeasure_request_latency{
    LlenergymeasureMetric{"e2e_latency_mean_ms", "e2e_latency_ms", whole_request.mean},
    LlenergymeasureMetric{"e2e_latency_median_ms", "e2e_latency_ms_p50", whole_request.p50},
    LlenergymeasureMetric{"e2e_latency_p99_ms", "e2e_latency_ms_p99", whole_request.p99}};

inline void read_llenergymeasure_group(Fields& fields, std::string_view group,
                                       std::span<const LlenergymeasureMetric> all,
                                       domain::CycleMetrics& metrics, ImportedRun& run) {
    const schema::json* stated = fields.object(group);
    if (stated == nullptr) return;
    Fields parts(*stated, fields.pointer_of(group), run);
    for (const auto& [name, target, value, quantity] : all)
        metrics.*value = llenergymeasure_above_zero(
            parts.number(name, "cycles.metrics." + std::string(target), quantity));
    parts.finish("is of single tokens, or lem has no field for it");
}

/// "latency_stats" and "extended_metrics" of a result: latencies and memory.
inline void read_llenergymeasure_metrics(Fields& fields, domain::CycleMetrics& metrics,
                                         ImportedRun& run) {
    read_llenergymeasure_group(fields, "latency_stats", llenergymeasure_latencies, metrics, run);
    const schema::json* stated = fields.object("extended_metrics");
    if (stated == nullptr) return;
    Fields extended(*stated, fields.pointer_of("extended_metrics"), run);
    read_llenergymeasure_group(extended, "memory", llenergymeasure_memory, metrics, run);
    read_llenergymeasure_group(extended, "request_latency", llenergymeasure_request_latency,
                               metrics, run);
    extended.finish();
}

/// "environment_snapshot" of a result of 2026: its GPUs.
void read_llenergymeasure_machine(Fields& fields, ImportedRun& run);

/// How many of its prompts a run computed at a time, and its limit of output tokens in sum; 0 if it
/// is not known.
struct LlenergymeasureSettings {
    std::optional<double> prompts, at_a_time;
    double output_tokens_max = 0;
};

/// "config" and "resolution" of a result, which are the files beside it. A violation for one that
/// is of another run.
LlenergymeasureSettings read_llenergymeasure_sidecars(Fields& fields, ImportedRun& run);

/// "total_tokens" of a result since 2026-02, which counts prompts, too: the output's follow from
/// the processes, the FLOPs or the energy.
void read_llenergymeasure_tokens(Fields& fields, domain::Cycle& cycle, ImportedRun& run);

/// "4 x NVIDIA A100-PCIE-40GB" is four devices.
inline void llenergymeasure_devices(std::string_view written, ImportedRun& run) {
    const std::size_t by = written.find(" x ");
    const auto count = text::to_int(text::trim(written.substr(0, by)));
    if (by == std::string_view::npos || !count || *count < 1 || *count > 4096)
        return run.devices(written, 1);
    run.devices(text::trim(written.substr(by + 3)), static_cast<int>(*count));
}

/// "EXPERIMENT_0032", "EXPERIMENT_#0019" or "CONFIGURATION_RUN_#0332", the one key of an item;
/// empty if it is none.
inline std::string llenergymeasure_run_key(const schema::json& record) {
    if (!record.is_object() || record.size() != 1) return "";
    const std::string key = record.begin().key();
    std::string_view number = key;
    for (const std::string_view start : {"EXPERIMENT_", "CONFIGURATION_RUN_"}) {
        if (number.starts_with(start)) number.remove_prefix(start.size());
    }
    if (number.size() == key.size()) return "";
    if (number.starts_with('#')) number.remove_prefix(1);
    const bool digits =
        !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
    return digits ? key : "";
}

/// What a run of 2025 wrote, by part; a part that is not there is null.
struct Run2025 {
    const schema::json& setup;
    const schema::json& variables;
    const schema::json& architecture;
    const schema::json& inference;  // inference_metrics, or inference_performance of March
    const schema::json& compute;
    const schema::json& energy;   // global_energy_metrics, energy_metrics, energy_performance
    std::string results_pointer;  // of the object that holds the last three
    std::string energy_name;      // of the last
    std::string setup_name = "setup", variables_name = "variables";
};

/// False if the run failed: without a time or tokens there are no figures.
inline bool has_figures(const Run2025& parts) {
    const schema::json& nested = member(parts.inference, "inference_performance");
    const schema::json& speed = nested.is_object() ? nested : parts.inference;
    const schema::json& time_s = member(speed, "total_inference_time_sec");
    return time_s.is_number() ? time_s.get<double>() != 0 : !time_s.is_null();
}

void read_llenergymeasure_2025(const Run2025& parts, ImportedRun& run);

}  // namespace lem::interchange
