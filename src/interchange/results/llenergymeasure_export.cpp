/// llenergymeasure's `results.csv` of December 2025 to February 2026: a row for each run, without
/// its model. Tokens are of input and output together, and the time is the sum over the processes,
/// which ran at the same time. Energy is CodeCarbon's, of GPUs, processor and memory. The results
/// in JSON beside the table have more. Facts: the class ResultsExporter of those versions.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"
#include "interchange/results/table.hpp"

#include <cmath>
#include <set>

namespace lem::interchange {
namespace {

using schema::json;

/// What the table states of one process of a run.
struct ProcessColumns {
    double tokens = 0, tokens_per_sec = 0;
    std::string gpu;
};

json cell_value(const json& cell) {
    return cell == "NA" ? json() : cell;
}

/// The row without "NA", and without columns of processes that it did not have.
json stated_in(const json& row) {
    json stated = json::object();
    for (const auto& [column, cell] : row.items()) {
        json value = cell_value(cell);
        if (!value.is_null()) stated[column] = std::move(value);
    }
    return stated;
}

class RowReader {
public:
    RowReader(const json& row, ImportedRun& run) : run_(run), fields_(row, "", run) {}

    void read() {
        run_.result.tool.name = "llenergymeasure";
        run_.result.engine.launcher = "llenergymeasure";
        run_.note("The table does not name the engine: give it with --engine.");
        count_ = fields_.number("num_processes", "cycles.window", {.minimum = 1, .maximum = 4096})
                     .value_or(1);
        read_processes();
        read_machine();
        domain::Cycle& cycle = run_.add_cycle(0, length_s());
        read_tokens(cycle);
        read_energy(cycle);
        cycle.metrics.e2e_latency_ms = llenergymeasure_above_zero(
            fields_.number("latency_e2e_mean_ms", "cycles.metrics.e2e_latency_ms"));
        cycle.metrics.peak_memory_mb = llenergymeasure_above_zero(fields_.number(
            "gpu_mem_peak_mb", "cycles.metrics.peak_memory_mb", allocator_mebibytes));
        rest(cycle);
    }

private:
    void read_processes() {
        for (int i = 0; i < static_cast<int>(count_); ++i) {
            const std::string start = "process_" + std::to_string(i) + "_";
            const auto tokens = fields_.number(start + "tokens", "cycles.window");
            const auto rate = fields_.number(start + "tokens_per_second", "cycles.window");
            const json& gpu = member(fields_.value(), start + "gpu_id");
            fields_.ignore(start + "gpu_id", "counts the GPUs");
            fields_.ignore(start + "energy_j", "is a part of the total");
            if (!tokens || !rate || *rate <= 0) return processes_.clear();
            processes_.push_back({*tokens, *rate, gpu.is_null() ? "" : gpu.dump()});
        }
    }

    void read_machine() {
        const auto name = fields_.text("env_gpu_name", "environment.devices");
        std::set<std::string> gpus;
        for (const ProcessColumns& process : processes_)
            if (!process.gpu.empty()) gpus.insert(process.gpu);
        if (gpus.empty())
            return run_.devices_unknown("The table does not say how many GPUs there were.");
        run_.devices(name.value_or("unknown GPU"), static_cast<int>(gpus.size()));
        const auto memory_mb =
            fields_.number("env_gpu_vram_mb", "environment.devices", allocator_mebibytes);
        const auto limit_watts =
            fields_.number("env_power_limit_w", "environment.devices", {.maximum = 1e6});
        for (domain::Device& device : run_.result.environment.devices) {
            device.memory_mb = llenergymeasure_above_zero(memory_mb);
            device.power_limit_watts = llenergymeasure_above_zero(limit_watts);
        }
    }

    /// The longest process. Its rate is of all tokens in most versions: then the processes' times
    /// add up to the stated sum. 0 if the time is not known.
    double length_s() {
        const auto sum_s = fields_.number(
            "total_inference_time_sec", "cycles.window",
            {.reason = "the sum over the processes", .minimum = 1e-6, .maximum = 1e8});
        fields_.ignore("duration_sec", "includes the loading of the model");
        if (!sum_s) {
            run_.wrong("/total_inference_time_sec", "must be a time above 0");
            return 0;
        }
        if (count_ == 1) return *sum_s;
        double longest_s = 0, added_s = 0;
        for (const ProcessColumns& process : processes_) {
            const double process_s = process.tokens / process.tokens_per_sec;
            longest_s = std::max(longest_s, process_s);
            added_s += process_s;
        }
        if (longest_s > 0 && std::abs(added_s - *sum_s) <= 1e-3 * *sum_s) return longest_s;
        run_.note(
            "How long the run took is not known: the table has the sum of its processes' times. "
            "The window has no length.");
        return 0;
    }

    void read_tokens(domain::Cycle& cycle) {
        const auto total = fields_.count("total_tokens", "cycles.metrics");
        const double seconds = cycle.window.end_s;
        if (total && *total > 0 && seconds > 0) {
            cycle.metrics.total_throughput_tokens_per_sec = static_cast<double>(*total) / seconds;
            run_.derived("cycles.metrics.total_throughput_tokens_per_sec",
                         "input and output tokens over the time");
        }
        run_.missing(domain::OptionalFact::tokens_output,
                     "the table counts input and output tokens together");
        run_.missing(domain::OptionalFact::tokens_input,
                     "the table counts input and output tokens together");
    }

    /// The table of 2026-01-29 on has the energy before and after the idle energy is taken off.
    void read_energy(domain::Cycle& cycle) {
        const json& before = member(fields_.value(), "energy_raw_j");
        const char* name = before.is_null() ? "total_energy_j" : "energy_raw_j";
        cycle.energy.energy_joules =
            llenergymeasure_above_zero(fields_.number(name, "cycles.energy.energy_joules"));
        if (!cycle.energy.energy_joules) return;
        run_.result.energy_scope = domain::EnergyScope::gpu_cpu_dram;
        run_.result.energy_method = domain::EnergyMethod::modelled;
        run_.note(
            "The energy includes that of the processor and the memory, whose power CodeCarbon "
            "assumes; the GPUs' part is not in the table.");
        if (count_ > 1)
            run_.note("Each process may have metered every GPU, and their energies are added up.");
    }

    void rest(domain::Cycle& cycle) {
        const json& throttled = member(fields_.value(), "thermal_throttle_detected");
        if (throttled == "True") cycle.flags.push_back("thermal");
        fields_.ignore("thermal_throttle_detected", "is a flag of the cycle");
        for (const char* time : {"start_time", "end_time"})
            fields_.ignore(time, "has no time zone");
        fields_.ignore("experiment_id", "is a counter, which starts anew elsewhere");
        for (const char* name : {"timeseries_path", "warnings"})
            fields_.remove(name, "may hold paths of the machine");
        run_.note("The JSON files beside the table have the model and the tokens: import them.");
        fields_.finish("is computed anew, or lem has no field for it");
    }

    ImportedRun& run_;
    Fields fields_;
    double count_ = 1;
    std::vector<ProcessColumns> processes_;
};

bool has_column(std::string_view header, std::string_view name) {
    const std::string columns = "," + std::string(text::trim(header)) + ",";
    return columns.find("," + std::string(name) + ",") != std::string::npos;
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view header = sample.head.substr(0, sample.head.find('\n'));
    for (const char* column : {"experiment_id", "aggregation_method", "total_inference_time_sec"}) {
        if (!has_column(header, column)) return std::nullopt;
    }
    return "it has the columns aggregation_method and total_inference_time_sec";
}

void read(const ResultSource& source, Import& import) {
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const json row = stated_in(row_object(*table, i));
        RowReader(row, import.begin("row " + std::to_string(i + 1))).read();
    }
}

}  // namespace

extern const ResultFormat llenergymeasure_export;
const ResultFormat llenergymeasure_export{.name = "llenergymeasure-export",
                                          .program = "llenergymeasure, results.csv of 2026",
                                          .sniff = sniff,
                                          .read = read};

}  // namespace lem::interchange
