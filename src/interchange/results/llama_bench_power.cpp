/// llama-bench rows that a script ran one by one and wrapped with the power it sampled meanwhile:
/// JSON lines {mode, value, tokens_per_sec, bench_raw, avg_power_w, ...}, as in the results of
/// github.com/lhl/strix-halo-testing (2025). `bench_raw` is the row of llama-bench as it wrote it.
/// The power is that of the APU's own sensor: GPU, CPU and memory controller of one package.

#include "interchange/results/fields.hpp"
#include "interchange/results/llama_bench_row.hpp"

namespace lem::interchange {
namespace {

using schema::json;

constexpr double watts_max = 1e6;

/// The row's fields stand below bench_raw, which its reader does not know.
void read_row(const json& row, ImportedRun& run) {
    auto& mapping = run.result.provenance->mapping;
    const std::size_t before = mapping.size();
    read_llama_bench_row(row, run);
    for (std::size_t i = before; i < mapping.size(); ++i) {
        if (!mapping[i].source.empty()) mapping[i].source.insert(0, "/bench_raw");
    }
}

/// The mean power is known for the process alone, so each repetition has it.
void read_energy(Fields& fields, ImportedRun& run) {
    const auto watts = fields.number(
        "avg_power_w", "cycles.energy.energy_joules",
        {.reason = "mean power times the time of each repetition", .maximum = watts_max});
    if (!watts || *watts <= 0) return;
    for (domain::Cycle& cycle : run.result.cycles)
        cycle.energy.energy_joules = *watts * (cycle.window.end_s - cycle.window.start_s);
    run.result.energy_scope = domain::EnergyScope::module;
    run.result.energy_method = domain::EnergyMethod::integrated_power;
    run.note("The power is that of the APU's sensor, and neither of a GPU board nor at the wall.");
    run.note(
        "The power is the mean over the whole process, which also loaded the model: that of "
        "a short test is too low, and the interval of the energy is that of the time alone.");
}

/// The GPU of an APU has a part of the main memory (GTT) beside what is set aside for it.
void read_memory(Fields& fields, ImportedRun& run) {
    constexpr const char* target = "cycles.metrics.peak_memory_mb";
    constexpr Quantity mib{.factor = mb_per_mib, .reason = "MiB; VRAM and GTT are added"};
    const auto vram = fields.number("vram_peak_mib", target, mib),
               shared = fields.number("gtt_peak_mib", target, mib);
    if (!vram || !shared || *vram + *shared <= 0) return;
    for (domain::Cycle& cycle : run.result.cycles)
        cycle.metrics.peak_memory_mb = *vram + *shared;
}

void read_build(Fields& fields, ImportedRun& run) {
    for (const char* name : {"build", "hipblaslt"}) {
        const auto text = fields.text(name, "");
        if (!text) continue;
        if (text->empty()) {
            fields.ignore(name, "is empty: the default");
            continue;
        }
        run.result.engine.capabilities[name] = *text;
        run.report({fields.pointer_of(name), "engine.capabilities." + std::string(name),
                    domain::FieldFate::taken, "the same"});
    }
}

void read_run(const json& record, ImportedRun& run) {
    Fields fields(record, "", run);
    const json* row = fields.object("bench_raw");
    if (row == nullptr) return run.wrong("/bench_raw", "must be a row of llama-bench");
    read_row(*row, run);
    read_energy(fields, run);
    read_memory(fields, run);
    read_build(fields, run);
    fields.ignore("tokens_per_sec", "is computed anew from tokens and time");
    for (const char* name : {"max_power_w", "median_power_w"})
        fields.ignore(name, "the mean is taken");
    for (const char* name : {"start_time", "end_time", "duration_s", "max_temp_c"})
        fields.ignore(name, "is of the whole process, which also loaded the model");
    for (const char* name : {"mode", "value", "fa", "b"})
        fields.ignore(name, "stands in bench_raw, too");
    fields.finish();
}

/// A run that failed has power, but no figures.
bool failed(const json& record) {
    return record.is_object() && member(record, "tokens_per_sec").is_null();
}

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"bench_raw", "tokens_per_sec", "avg_power_w"})) return std::nullopt;
    return "it has the keys bench_raw and avg_power_w";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        if (!failed(record.value)) read_run(record.value, import.begin(record.place));
    }
}

}  // namespace

extern const ResultFormat llama_bench_power;
const ResultFormat llama_bench_power{.name = "llama-bench-power",
                                     .program = "llama-bench with sampled power",
                                     .sniff = sniff,
                                     .read = read};

}  // namespace lem::interchange
