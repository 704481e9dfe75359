/// vLLM's `vllm bench serve` (vllm/benchmarks/serve.py, versions 0.5 to 0.33): one JSON object for
/// each run, or one a line with --append-result. Speed only.

#include "interchange/results/fields.hpp"

#include <array>

namespace lem::interchange {
namespace {

using domain::CycleMetrics;
using schema::json;

struct Latency {
    std::string_view name;  // in the file's keys
    LatencyMetrics metrics;
};
constexpr std::array latencies{Latency{"ttft", first_token}, Latency{"tpot", per_token},
                               Latency{"e2el", whole_request}};

void read_latencies(Fields& fields, CycleMetrics& metrics) {
    for (const auto& [name, latency] : latencies) {
        const std::string of = "_" + std::string(name) + "_ms";
        const std::string target = "cycles.metrics." + std::string(latency.target);
        metrics.*latency.mean = fields.number("mean" + of, target);
        metrics.*latency.p50 = fields.number("median" + of, target + "_p50");
        if (metrics.*latency.p50) fields.ignore("p50" + of, "is the median, which is taken");
        metrics.*latency.p90 = fields.number("p90" + of, target + "_p90");
        metrics.*latency.p99 = fields.number("p99" + of, target + "_p99");
    }
    metrics.inter_chunk_latency_ms =
        fields.number("mean_itl_ms", "cycles.metrics.inter_chunk_latency_ms");
}

/// A number, or "inf" for a rate without a limit.
std::optional<double> request_rate(Fields& fields, const json& record, ImportedRun& run) {
    const auto found = record.find("request_rate");
    if (found == record.end() || !found->is_string())
        return fields.number("request_rate", "experiment.load");
    const auto words = fields.text("request_rate", "experiment.load");
    if (words != "inf") run.wrong("/request_rate", "must be a number or \"inf\"");
    return std::nullopt;
}

void read_load(Fields& fields, const json& record, ImportedRun& run, std::int64_t requests) {
    const auto rate = request_rate(fields, record, run);
    const auto streams = fields.count("max_concurrency", "experiment.load");
    const auto burstiness = rate ? fields.number("burstiness", "experiment.load") : std::nullopt;
    if (!rate) fields.ignore("burstiness", "has no meaning without a rate");
    const int in_flight =
        static_cast<int>(std::clamp<std::int64_t>(streams.value_or(requests), 1, 16384));
    if (rate && *rate > 0) {
        if (burstiness.value_or(1) == 1)
            run.load(domain::PoissonLoad{.requests_per_sec = *rate, .in_flight_max = in_flight});
        else
            run.load(domain::GammaLoad{
                .requests_per_sec = *rate, .burstiness = *burstiness, .in_flight_max = in_flight});
    } else if (streams) {
        run.load(domain::ConcurrencyLoad{.streams = in_flight});
    } else {
        run.load(domain::OfflineLoad{.requests = static_cast<int>(requests),
                                     .in_flight_max = in_flight});
    }
}

void read_engine(Fields& fields, ImportedRun& run) {
    const schema::json& backend = member(fields.value(), "backend");
    const auto engine =
        backend.is_string() ? engine_named(backend.get_ref<const std::string&>()) : std::nullopt;
    if (!engine) return fields.ignore("backend", "names an interface, not the engine behind it");
    run.result.engine.name = *engine;
    fields.text("backend", "engine.name");
    run.note("The engine is the backend that the user chose for the client.");
}

void read_run(const Record& record, ImportedRun& run) {
    Fields fields(record.value, "", run);
    run.result.tool.name = "vllm bench serve";
    if (const auto model = fields.text("model_id", "")) run.model(*model, "/model_id");
    read_engine(fields, run);
    const double duration_s =
        fields.number("duration", "cycles.window", {.minimum = 1e-9, .maximum = 1e8}).value_or(0);
    domain::Cycle& cycle = run.add_cycle(0, duration_s);
    const auto completed = fields.requests("completed", "cycles.requests.completed");
    const auto sent = fields.requests("num_prompts", "experiment.load");
    auto failed = fields.requests("failed", "cycles.requests.failed");
    if (!failed && sent && completed && *sent >= *completed) {
        failed = *sent - *completed;
        run.derived("cycles.requests.failed", "num_prompts less completed");
    }
    cycle.requests = {.completed = completed, .failed = failed, .unfinished = 0, .usual_error = {}};
    run.derived("cycles.requests.unfinished", "the run ends with its last answer");
    cycle.tokens.input = fields.count("total_input_tokens", "cycles.tokens.input");
    cycle.tokens.output = fields.count("total_output_tokens", "cycles.tokens.output");
    read_load(fields, record.value, run, sent.value_or(completed.value_or(1)));
    read_latencies(fields, cycle.metrics);
    for (const char* rate : {"request_throughput", "output_throughput", "total_token_throughput"})
        fields.ignore(rate, "is computed anew from tokens and time");
    fields.ignore("date", "has no time zone");
    fields.ignore("endpoint_type", "is the backend");
    fields.remove("tokenizer_id", "may be a path of the machine");
    fields.remove("generated_texts", "are the answers");
    fields.remove("errors", "may hold paths of the machine");
    fields.ignore("request_goodput", "its limits are not in the file");
    fields.finish("lem has no field for it, or it is the user's own metadata");
}

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"model_id", "num_prompts", "request_rate", "total_output_tokens"}))
        return std::nullopt;
    // Those of InferenceX and ML.ENERGY descend from it, and have units and windows of their own.
    if (has_keys(sample, {"median_ttft"}) || has_keys(sample, {"steady_state_duration"}))
        return std::nullopt;
    return "it has the keys model_id, num_prompts and request_rate";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        read_run(record, import.begin(record.place));
}

}  // namespace

extern const ResultFormat vllm_bench;
const ResultFormat vllm_bench{
    .name = "vllm-bench", .program = "vLLM bench serve", .sniff = sniff, .read = read};

}  // namespace lem::interchange
