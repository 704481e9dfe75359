/// optimum-benchmark's short_report.csv, which its examples make of full_report.csv: a row for each
/// run, with other columns' names. It states a throughput in three digits, but no time and no
/// model; lengths stand in the experiment's name. Speed only. Facts from the reports that the
/// project published (examples/running-llamas).

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/table.hpp"

namespace lem::interchange {
namespace {

using schema::json;

constexpr const char* throughput = "Generate Throughput (tokens/s)";

/// 256 of "fp16-batch_size(1)-sequence_length(256)-new_tokens(512)".
std::optional<int> length_in(std::string_view experiment, const std::string& name) {
    const std::size_t at = experiment.find(name + "(");
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = experiment.substr(at + name.size() + 1);
    const auto number = text::to_int(rest.substr(0, rest.find(')')));
    if (!number || *number < 1 || *number > 1'000'000) return std::nullopt;
    return static_cast<int>(*number);
}

void read_lengths(const json& row, domain::Cycle& cycle, ImportedRun& run) {
    const json& name = member(row, "experiment_name");
    if (!name.is_string()) return;
    const auto& experiment = name.get_ref<const std::string&>();
    const auto input = length_in(experiment, "sequence_length"),
               output = length_in(experiment, "new_tokens");
    if (input) cycle.mean_input_tokens = *input;
    if (output) cycle.mean_output_tokens = *output;
    if (input || output)
        run.derived("cycles.mean_output_tokens", "the lengths in the experiment's name");
}

void read_row(const json& row, ImportedRun& run) {
    Fields fields(row, "", run);
    run.result.tool.name = "optimum-benchmark";
    if (const auto gpu = fields.text("GPU", "environment.devices")) run.devices(*gpu, 1);
    if (const auto scheme = fields.text("Quantization Scheme", "model.precision"))
        run.result.model.precision = text::lower(*scheme);
    const auto batch = fields.count("Batch Size", "experiment.load");
    const auto rate = fields.number(throughput, "cycles.metrics.throughput_tokens_per_sec");
    if (rate.value_or(0) <= 0)
        return run.wrong("/" + std::string(throughput), "must be a rate above 0");
    domain::Cycle& cycle = run.add_cycle(0, 0);
    cycle.metrics.throughput_tokens_per_sec = rate;
    if (batch && *batch >= 1 && *batch <= 16384)
        run.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*batch)});
    read_lengths(row, cycle, run);
    constexpr const char* target = "cycles.metrics.peak_memory_mb";
    const auto used = fields.number("Generate Max Memory Used (MB)", target),
               reserved = fields.number("Generate Max Memory Reserved (MB)", target);
    // In some published rows less is used than reserved, which cannot be.
    if (used && *used > 0 && (!reserved || *used >= *reserved))
        cycle.metrics.peak_memory_mb = used;
    else if (used)
        run.note("The peak of memory is left out, because less was used than reserved.");
    run.note(
        "The table states the throughput alone, in three digits: how long it was measured is not "
        "known, and the window has no length. full_report.csv beside it has the time, the model "
        "and the engine.");
    fields.remove("experiment_name", "is the user's own text, but for the lengths in it");
    fields.remove("Group", "is the user's own text");
    for (const char* forward : {"Forward Latency (s)", "Forward Throughput (samples/s)"})
        fields.ignore(forward, "is of a forward pass, which generates no token");
    fields.finish();
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view first = sample.head.substr(0, sample.head.find('\n'));
    for (const char* column : {"experiment_name", throughput, "Batch Size"}) {
        if (first.find(column) == std::string_view::npos) return std::nullopt;
    }
    return "it has the columns experiment_name and Generate Throughput (tokens/s)";
}

void read(const ResultSource& source, Import& import) {
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const json row = row_object(*table, i);
        // A run that failed has no figures.
        if (member(row, throughput).is_null()) continue;
        read_row(row, import.begin("row " + std::to_string(i + 1)));
    }
}

}  // namespace

extern const ResultFormat optimum_short_report;
const ResultFormat optimum_short_report{.name = "optimum-benchmark-short",
                                        .program = "optimum-benchmark, its short_report.csv",
                                        .sniff = sniff,
                                        .read = read};

}  // namespace lem::interchange
