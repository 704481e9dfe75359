/// llenergymeasure's results before v0.7. 2025: the combined lists, whose items are {"EXPERIMENT_
/// 0032": ...} or {"CONFIGURATION_RUN_#0332": ...}, and the aggregate of March. December 2025 to
/// February 2026, schema 2.0.0 and 3.0.0: the result of one process, of all processes of a run, and
/// of several cycles. Energy is CodeCarbon's, of which the GPUs' part is taken: the rest is of an
/// assumed power. Facts: the classes of those versions.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"

#include <set>

namespace lem::interchange {
namespace {

using schema::json;

constexpr const char* measurement_mode = "/inference_metrics/latency_measurements/measurement_mode";

void read_2025(const Run2025& parts, const std::string& place, Import& import) {
    if (has_figures(parts)) read_llenergymeasure_2025(parts, import.begin(place));
}

/// An item of a combined list. A run that failed has no results.
void read_item(const Record& record, const std::string& key, Import& import) {
    const json& run = member(record.value, key);
    const json& results = member(run, "results");
    const bool march = member(results, "experiment_results").is_object();
    const json& measured = march ? member(results, "experiment_results") : results;
    const bool april = measured.contains("energy_metrics");
    const char* energy = march   ? "energy_performance"
                         : april ? "energy_metrics"
                                 : "global_energy_metrics";
    read_2025({.setup = member(run, "setup"),
               .variables = member(run, "variables"),
               .architecture = member(run, "model_architecture"),
               .inference = member(measured, march ? "inference_performance" : "inference_metrics"),
               .compute = member(measured, march ? "compute_performance" : "compute_metrics"),
               .energy = member(measured, energy),
               .results_pointer = march ? "/results/experiment_results" : "/results",
               .energy_name = energy},
              record.place + "/" + key, import);
}

/// The aggregate of March 2025.
void read_march(const Record& record, Import& import) {
    const json& all = member(record.value, "aggregated_results");
    read_2025({.setup = member(all, "experiment_setup"),
               .variables = member(all, "experiment_variables"),
               .architecture = member(all, "model_architecture"),
               .inference = member(all, "inference_performance"),
               .compute = member(all, "compute_performance"),
               .energy = member(all, "energy_performance"),
               .results_pointer = "",
               .energy_name = "energy_performance",
               .setup_name = "experiment_setup",
               .variables_name = "experiment_variables"},
              record.place + "/aggregated_results", import);
}

/// The result of one process: its GPU's share of the prompts, or all of them.
struct Process {
    const json& value;
    std::string pointer;
};

/// A run of schema 2.0.0 or 3.0.0, whose processes ran at the same time.
class Reader2026 {
public:
    explicit Reader2026(ImportedRun& run) : run_(run) {
        run_.result.tool.name = "llenergymeasure";
        run_.result.energy_scope = domain::EnergyScope::gpu;
        run_.result.energy_method = domain::EnergyMethod::counter;
    }

    /// Of one process, or of all; the first call decides the model and the machine.
    void cycle(const json& result, const std::string& pointer) {
        Fields fields(result, pointer, run_);
        const json* all = fields.array("process_results");
        std::vector<Process> processes;
        for (std::size_t i = 0; all != nullptr && i < std::min<std::size_t>(all->size(), 4096); ++i)
            processes.push_back({(*all)[i], pointer + "/process_results/" + std::to_string(i)});
        if (all == nullptr) processes.push_back({result, pointer});
        if (processes.empty()) return run_.wrong(pointer + "/process_results", "must not be empty");
        if (run_.result.cycles.empty()) first(processes, all == nullptr);
        domain::Cycle& cycle = run_.add_cycle(end_s_, 0);
        const bool streamed = std::ranges::all_of(processes, [](const Process& process) {
            return value_at(process.value, measurement_mode) == "true_streaming";
        });
        if (!streamed) fields.ignore("latency_stats", "is computed from the whole time");
        if (streamed) read_llenergymeasure_metrics(fields, cycle.metrics, run_);
        cycle.tokens = {.input = 0, .output = 0, .cached_input = {}};
        Sums sums;
        for (const Process& process : processes)
            add(process, cycle.tokens, sums);
        cycle.window.end_s = end_s_ += sums.time_s;
        if (sums.metered) cycle.energy.energy_joules = sums.gpu_joules;
        if (sums.memory_mb > 0) cycle.metrics.peak_memory_mb = sums.memory_mb;
        for (const char* name : {"effective_config", "cli_overrides", "parameter_provenance",
                                 "timeseries_path", "energy_measurement_warning"})
            fields.remove(name, "may hold paths of the machine");
        fields.finish("is computed anew from the processes, or lem has no field for it");
    }

private:
    struct Sums {
        double time_s = 0, gpu_joules = 0, memory_mb = 0;
        bool metered = true;
    };

    void first(const std::vector<Process>& processes, bool one_of_several) {
        const auto& [value, pointer] = processes[0];
        Fields fields(value, pointer, run_);
        run_.result.provenance->format_version =
            fields.text("schema_version", "provenance.format_version");
        if (const auto model = fields.text("model_name", ""))
            run_.model(*model, fields.pointer_of("model_name"));
        read_llenergymeasure_engine(fields, "backend", "backend_version", run_);
        const json& precision = value_at(value, "/compute_metrics/compute_precision");
        const json& config = member(value, "effective_config");
        auto& model_precision = run_.result.model.precision;
        if (precision.is_string())
            model_precision = llenergymeasure_precision(precision.get_ref<const std::string&>());
        if (value_at(config, "/pytorch/load_in_8bit") == true) model_precision = "int8";
        if (value_at(config, "/pytorch/load_in_4bit") == true) model_precision = "bnb-4bit";
        const bool shared = value_at(config, "/pytorch/parallelism_strategy") == "data_parallel";
        std::set<std::string> gpus;
        for (const Process& process : processes)
            gpus.insert(member(process.value, "gpu_id").dump());
        const json& listed = member(config, "gpus");
        std::size_t count = gpus.size();
        if (!shared && listed.is_array())
            count = std::clamp<std::size_t>(listed.size(), count, 4096);
        const auto name = fields.text("gpu_name", "environment.devices");
        const bool named = name && !name->empty() && *name != "unknown";
        run_.devices(named ? *name : "unknown GPU", static_cast<int>(count));
        if (!one_of_several || !shared)
            load(config, shared ? static_cast<double>(processes.size()) : 1);
        else
            run_.note("The file is of one process: the run had others.");
        const json& stated = value_at(config, "/pytorch/parallelism_degree");
        if (shared && !one_of_several && stated.is_number() &&
            stated.get<double>() != static_cast<double>(processes.size()))
            run_.note("The run had " + text::number(stated.get<double>()) +
                      " processes, of which the files have " + std::to_string(processes.size()) +
                      ".");
        if (processes.size() > 1)
            run_.note("Each process may have metered every GPU, and their energies are added up.");
        if (member(value, "gpu_is_mig") == true)
            run_.note("The energy is that of a whole GPU, of which the model had a part.");
    }

    void load(const json& config, double processes) {
        if (value_at(config, "/traffic_simulation/enabled") == true) return;
        const json& prompts = member(config, "num_input_prompts");
        const json& batch = value_at(config, "/pytorch/batch_size");
        const json& at_a_time = batch.is_number() ? batch : value_at(config, "/vllm/max_num_seqs");
        if (prompts.is_number() && at_a_time.is_number())
            llenergymeasure_load(prompts.get<double>(), at_a_time.get<double>() * processes, run_);
    }

    void add(const Process& process, domain::TokenCounts& tokens, Sums& sums) {
        const auto& [value, pointer] = process;
        Fields speed(member(value, "inference_metrics"), pointer + "/inference_metrics", run_);
        const auto time_s =
            speed.number("inference_time_sec", "cycles.window", {.minimum = 1e-6, .maximum = 1e8});
        const auto input = speed.count("input_tokens", "cycles.tokens.input");
        const auto output = speed.count("output_tokens", "cycles.tokens.output");
        if (!time_s || !input || !output)
            return run_.wrong(pointer + "/inference_metrics", "must have a time and both tokens");
        sums.time_s = std::max(sums.time_s, *time_s);
        tokens.input = *tokens.input + *input;
        tokens.output = *tokens.output + *output;
        speed.finish("is over input and output together, or is computed anew");
        Fields energy(member(value, "energy_metrics"), pointer + "/energy_metrics", run_);
        const auto joules =
            energy.number("gpu_energy_j", "cycles.energy.energy_joules").value_or(0);
        if (joules <= 0 || member(value, "energy_tracking_failed") == true) sums.metered = false;
        sums.gpu_joules += joules;
        energy.finish("is of other parts, whose power CodeCarbon assumes, or is computed anew");
        // The first version, which names no backend, wrote the memory at the end, not the peak.
        const json& compute = member(value, "compute_metrics");
        if (member(value, "backend").is_null() || !compute.is_object()) return;
        Fields memory(compute, pointer + "/compute_metrics", run_);
        const auto peak_mb =
            memory.number("peak_memory_mb", "cycles.metrics.peak_memory_mb", allocator_mebibytes);
        sums.memory_mb += peak_mb.value_or(0);
        memory.finish("is an estimate, or lem has no field for it");
    }

    ImportedRun& run_;
    double end_s_ = 0;
};

void read_2026(const Record& record, Import& import) {
    ImportedRun& run = import.begin(record.place);
    Reader2026 reader(run);
    if (!record.value.contains("cycle_results")) return reader.cycle(record.value, "");
    Fields fields(record.value, "", run);
    const json* cycles = fields.array("cycle_results");
    if (cycles == nullptr || cycles->empty() || cycles->size() > 1000)
        return run.wrong("/cycle_results", "must be an array of 1 to 1000 cycles");
    for (std::size_t i = 0; i < cycles->size(); ++i)
        reader.cycle((*cycles)[i], "/cycle_results/" + std::to_string(i));
    for (const char* name : {"effective_config", "config_warnings"})
        fields.remove(name, "may hold paths of the machine");
    fields.ignore("backend", "is always pytorch: that of the cycles is taken");
    fields.finish("is computed anew from the cycles, or lem has no field for it");
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document == nullptr) return std::nullopt;
    if (const std::string key = llenergymeasure_run_key(*sample.document); !key.empty())
        return "its records have one key like " + text::cut(key, 60);
    if (value_at(*sample.document, "/aggregated_results/energy_performance").is_object())
        return "it has aggregated_results with energy_performance";
    if (has_keys(sample, {"statistics", "cycle_results", "cycle_metadata"}))
        return "it has the keys statistics, cycle_results and cycle_metadata";
    if (has_keys(sample, {"measurement_methodology"})) return std::nullopt;
    if (has_keys(sample, {"aggregation", "process_results", "total_energy_j"}))
        return "it has the keys aggregation, process_results and total_energy_j";
    const json& processes = member(*sample.document, "process_results");
    if (processes.is_array() && !processes.empty() &&
        !member(processes[0], "process_index").is_null())
        return "it has process_results with a process_index";
    if (has_keys(sample, {"process_index", "inference_metrics", "energy_metrics"}))
        return "it has the keys process_index, inference_metrics and energy_metrics";
    return std::nullopt;
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        if (const std::string key = llenergymeasure_run_key(record.value); !key.empty())
            read_item(record, key, import);
        else if (member(record.value, "aggregated_results").is_object())
            read_march(record, import);
        else
            read_2026(record, import);
    }
}

}  // namespace

extern const ResultFormat llenergymeasure_legacy;
const ResultFormat llenergymeasure_legacy{.name = "llenergymeasure-legacy",
                                          .program = "llenergymeasure before 0.7",
                                          .sniff = sniff,
                                          .read = read};

}  // namespace lem::interchange
