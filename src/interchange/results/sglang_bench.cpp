/// SGLang's `bench_serving` (sglang.benchmark.serving, versions 0.3 to 0.5): one JSON object a line
/// for each run. Speed only.

#include "interchange/results/fields.hpp"

namespace lem::interchange {
namespace {

using domain::CycleMetrics;
using schema::json;

void read_latency(Fields& fields, const std::string& name, const LatencyMetrics& latency,
                  CycleMetrics& metrics) {
    const std::string place = "cycles.metrics." + std::string(latency.target);
    metrics.*latency.mean = fields.number("mean_" + name + "_ms", place);
    metrics.*latency.p50 = fields.number("median_" + name + "_ms", place + "_p50");
    metrics.*latency.p90 = fields.number("p90_" + name + "_ms", place + "_p90");
    metrics.*latency.p99 = fields.number("p99_" + name + "_ms", place + "_p99");
}

void read_load(Fields& fields, const json& record, ImportedRun& run) {
    const auto found = record.find("request_rate");
    const bool unlimited = found != record.end() && found->is_string();
    std::optional<double> rate;
    if (unlimited)
        fields.text("request_rate", "experiment.load");
    else
        rate = fields.number("request_rate", "experiment.load");
    const auto streams = fields.count("max_concurrency", "experiment.load");
    const int in_flight =
        static_cast<int>(std::clamp<std::int64_t>(streams.value_or(16384), 1, 16384));
    if (rate && *rate > 0)
        run.load(domain::PoissonLoad{.requests_per_sec = *rate, .in_flight_max = in_flight});
    else if (streams)
        run.load(domain::ConcurrencyLoad{.streams = in_flight});
    else
        run.missing(domain::OptionalFact::load,
                    "the file does not say how many requests were sent");
}

/// Newer servers describe themselves. Their arguments hold paths and keys.
void read_server(Fields& fields, ImportedRun& run) {
    if (const json* info = fields.object("server_info")) {
        Fields server(*info, "/server_info", run);
        if (const auto model = server.text("model_path", ""))
            run.model(*model, "/server_info/model_path");
        run.result.engine.version = server.text("version", "engine.version");
        run.result.engine.name = domain::EngineName::sglang;
        server.finish("may hold paths and keys of the machine");
    }
    if (const auto model = fields.text("model_id", "")) run.model(*model, "/model_id");
    const auto backend = fields.text("backend", "engine.name");
    if (const auto engine = engine_named(backend.value_or(""))) run.result.engine.name = *engine;
    run.note("The engine is the backend that the user chose for the client.");
}

void read_run(const Record& record, ImportedRun& run) {
    Fields fields(record.value, "", run);
    run.result.tool.name = "sglang bench_serving";
    read_server(fields, run);
    const double duration_s =
        fields.number("duration", "cycles.window", {.minimum = 1e-9, .maximum = 1e8}).value_or(0);
    domain::Cycle& cycle = run.add_cycle(0, duration_s);
    const auto completed = fields.requests("completed", "cycles.requests.completed");
    cycle.requests.completed = completed;
    run.missing(domain::OptionalFact::requests_failed, "the file does not count failed requests");
    cycle.tokens.input = fields.count("total_input_tokens", "cycles.tokens.input");
    cycle.tokens.output = fields.count("total_output_tokens", "cycles.tokens.output");
    run.note("Prompt tokens are those that the client asked for.");
    cycle.mean_concurrency = fields.number("concurrency", "cycles.mean_concurrency");
    read_load(fields, record.value, run);
    CycleMetrics& m = cycle.metrics;
    read_latency(fields, "ttft", first_token, m);
    read_latency(fields, "tpot", per_token, m);
    read_latency(fields, "e2e_latency", whole_request, m);
    m.inter_chunk_latency_ms =
        fields.number("mean_itl_ms", "cycles.metrics.inter_chunk_latency_ms");
    for (const char* rate :
         {"request_throughput", "input_throughput", "output_throughput", "total_throughput"})
        fields.ignore(rate, "is computed anew from tokens and time");
    for (const char* name : {"sharegpt_output_len", "random_input_len", "random_output_len",
                             "random_range_ratio", "dataset_name"})
        fields.ignore(name, "is a setting of the client; the lengths are those that were counted");
    fields.remove("generated_texts", "are the answers");
    fields.remove("errors", "may hold paths of the machine");
    fields.finish();
}

std::optional<std::string> sniff(const Sample& sample) {
    if (has_keys(sample, {"total_output_tokens_retokenized", "mean_e2e_latency_ms"}))
        return "it has the keys total_output_tokens_retokenized and mean_e2e_latency_ms";
    if (has_keys(sample, {"sharegpt_output_len", "random_range_ratio"}))
        return "it has the keys sharegpt_output_len and random_range_ratio";
    return std::nullopt;
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        read_run(record, import.begin(record.place));
}

}  // namespace

extern const ResultFormat sglang_bench;
const ResultFormat sglang_bench{
    .name = "sglang-bench", .program = "SGLang bench_serving", .sniff = sniff, .read = read};

}  // namespace lem::interchange
