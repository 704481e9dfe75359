/// Tables of the ML.ENERGY leaderboard: version 3 (public/data/tasks/*.json and models/*.json, an
/// array of configurations), version 2 (one object for each configuration) and version 1 (CSV, one
/// model in a row, one request at a time). They state means and rates alone, and so does the
/// result. Energy is that of the GPUs by Zeus.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/table.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr std::string_view v1_columns = "model,throughput,response_length,latency,energy";
constexpr Quantity above_0{.minimum = 1e-9, .maximum = 1e9}, gpus{.minimum = 1, .maximum = 4096};

/// What a row says of a mean request.
struct MeanRequest {
    std::optional<double> tokens, tokens_per_s, joules;
};

/// A violation for a figure that is not there.
void add_cycle(const MeanRequest& mean, ImportedRun& run) {
    if (!mean.tokens || !mean.tokens_per_s || !mean.joules)
        return run.wrong("", "must state output tokens and energy of a request, and throughput");
    domain::Cycle& cycle = run.add_cycle(0, 0);
    cycle.mean_output_tokens = *mean.tokens;
    cycle.metrics.throughput_tokens_per_sec = *mean.tokens_per_s;
    cycle.metrics.joules_per_request = *mean.joules;
    cycle.metrics.joules_per_token = *mean.joules / *mean.tokens;
    run.derived("cycles.metrics.joules_per_token", "energy over output tokens of a mean request");
    run.result.energy_scope = domain::EnergyScope::gpu;
    run.result.energy_method = domain::EnergyMethod::counter;
    run.note(
        "The table states means and rates alone: how many requests there were, and for how long, "
        "is not known.");
}

void add_setting(Fields& fields, ImportedRun& run, std::string_view name, const char* setting) {
    if (const auto size = fields.number(name, "engine.capabilities", {.maximum = 1e6}))
        run.result.engine.capabilities[setting] = static_cast<std::int64_t>(*size);
}

void read_v3(const json& row, const json& table, ImportedRun& run) {
    Fields fields(row, "", run);
    run.result.tool.name = "ML.ENERGY leaderboard";
    run.result.provenance->format_version = "3";
    run.result.engine.name = domain::EngineName::vllm;
    run.derived("engine.name", "the benchmark starts vLLM");
    // A model's own file names the model once, above its configurations.
    const json& of_table = member(table, "model_id");
    if (const auto model = fields.text("model_id", ""))
        run.model(*model, "/model_id");
    else if (of_table.is_string())
        run.model(of_table.get_ref<const std::string&>(), "/model_id");
    const auto gpu = fields.text("gpu_model", "environment.devices");
    const auto count = fields.number("num_gpus", "environment.devices", gpus);
    run.devices(gpu.value_or("unknown GPU"), static_cast<int>(count.value_or(1)));
    run.result.model.precision = fields.text("weight_precision", "model.precision");
    const Quantity billions{.factor = 1e9, .reason = "billions"};
    run.result.model.parameters_total =
        fields.number("total_params_billions", "model.parameters_total", billions);
    run.result.model.parameters_active =
        fields.number("activated_params_billions", "model.parameters_active", billions);
    MeanRequest mean{
        .tokens = fields.number("avg_output_len", "cycles.mean_output_tokens", above_0),
        .tokens_per_s = fields.number("output_throughput_tokens_per_sec",
                                      "cycles.metrics.throughput_tokens_per_sec", above_0),
        .joules = fields.number("energy_per_request_joules", "cycles.metrics.joules_per_request",
                                above_0)};
    const auto per_token = fields.number("energy_per_token_joules", "", above_0);
    if (!mean.tokens && mean.joules && per_token) {
        mean.tokens = *mean.joules / *per_token;
        run.derived("cycles.mean_output_tokens", "energy of a request over that of a token");
    }
    add_cycle(mean, run);
    for (const char* setting : {"max_num_seqs", "max_num_batched_tokens", "tensor_parallel",
                                "expert_parallel", "data_parallel"})
        add_setting(fields, run, setting, setting);
    const auto batch = fields.number("avg_batch_size", "cycles.mean_batch", {.maximum = 1e6});
    const auto gap_ms = fields.number("median_itl_ms", "cycles.metrics.latency_per_token_ms_p50",
                                      {.reason = "of the tokens of all requests, not of requests"});
    for (domain::Cycle& cycle : run.result.cycles) {
        cycle.mean_batch = batch;
        cycle.metrics.latency_per_token_ms_p50 = gap_ms;
    }
    for (const char* high : {"p90_itl_ms", "p95_itl_ms", "p99_itl_ms"})
        fields.ignore(high, "is of single tokens; lem's percentiles are of requests");
    for (const char* ratio : {"avg_power_watts", "energy_per_token_joules"})
        fields.ignore(ratio, "is computed anew from tokens, time and energy");
    fields.finish();
}

void read_v2(const json& row, ImportedRun& run) {
    Fields fields(row, "", run);
    run.result.tool.name = "ML.ENERGY leaderboard";
    run.result.provenance->format_version = "2";
    if (const auto model = fields.text("Model", "")) run.model(*model, "/Model");
    const auto gpu = fields.text("GPU", "environment.devices");
    const double count = fields.number("TP", "environment.devices", gpus).value_or(1) *
                         fields.number("PP", "environment.devices", gpus).value_or(1);
    run.devices(gpu.value_or("unknown GPU"), static_cast<int>(count));
    add_cycle(
        {.tokens = fields.number("Avg Output Tokens", "cycles.mean_output_tokens", above_0),
         .tokens_per_s = fields.number("Token tput (tok/s)",
                                       "cycles.metrics.throughput_tokens_per_sec", above_0),
         .joules = fields.number("Energy/req (J)", "cycles.metrics.joules_per_request", above_0)},
        run);
    add_setting(fields, run, "Max BS (reqs)", "max_num_seqs");
    const auto batch = fields.number("Avg BS (reqs)", "cycles.mean_batch", {.maximum = 1e6});
    const auto token_ms = fields.number("Avg TPOT (s)", "cycles.metrics.latency_per_token_ms",
                                        {.factor = 1e3, .reason = "seconds"});
    for (domain::Cycle& cycle : run.result.cycles) {
        cycle.mean_batch = batch;
        cycle.metrics.latency_per_token_ms = token_ms;
    }
    fields.finish();
}

void read_v1(const json& row, ImportedRun& run) {
    Fields fields(row, "", run);
    run.result.tool.name = "ML.ENERGY leaderboard";
    run.result.provenance->format_version = "1";
    if (const auto model = fields.text("model", "")) run.model(*model, "/model");
    add_cycle({.tokens = fields.number("response_length", "cycles.mean_output_tokens", above_0),
               .tokens_per_s =
                   fields.number("throughput", "cycles.metrics.throughput_tokens_per_sec", above_0),
               .joules = fields.number("energy", "cycles.metrics.joules_per_request", above_0)},
              run);
    const auto latency_ms = fields.number("latency", "cycles.metrics.e2e_latency_ms",
                                          {.factor = 1e3, .reason = "seconds"});
    for (domain::Cycle& cycle : run.result.cycles)
        cycle.metrics.e2e_latency_ms = latency_ms;
    // The file's name alone says which GPU it was; who imports it may know.
    run.devices("unknown GPU", 1);
    run.note(
        "The table does not name the GPU, and A100 stands for 40 and 80 GB in its file's name.");
    fields.finish();
}

bool has_v3(const json& table) {
    const json& rows = member(table, "configurations");
    return rows.is_array() && !rows.empty() &&
           !member(rows.front(), "energy_per_token_joules").is_null();
}

std::optional<std::string> sniff(const Sample& sample) {
    if (has_keys(sample, {"Model", "GPU", "Energy/req (J)", "Token tput (tok/s)"}))
        return "it has the keys Energy/req (J) and Token tput (tok/s)";
    if (sample.document != nullptr && has_v3(*sample.document))
        return "it has configurations with energy_per_token_joules";
    if (sample.head.starts_with(v1_columns))
        return "it has the columns model, throughput, response_length, latency and energy";
    return std::nullopt;
}

void read_csv_rows(std::string_view bytes, Import& import) {
    const auto table = read_csv(bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i)
        read_v1(row_object(*table, i), import.begin("row " + std::to_string(i + 1)));
}

void read(const ResultSource& source, Import& import) {
    for (const auto& [table, place] : source.records) {
        if (!has_v3(table)) {
            read_v2(table, import.begin(place));
            continue;
        }
        std::size_t i = 0;
        for (const json& row : member(table, "configurations"))
            read_v3(row, table, import.begin(place + "/configurations/" + std::to_string(i++)));
    }
    if (source.records.empty()) read_csv_rows(source.bytes, import);
}

}  // namespace

extern const ResultFormat ml_energy_table;
const ResultFormat ml_energy_table{.name = "ml-energy-table",
                                   .program = "the ML.ENERGY leaderboard",
                                   .sniff = sniff,
                                   .read = read};

}  // namespace lem::interchange
