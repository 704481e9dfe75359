#include "interchange/results/llenergymeasure_fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

/// The whole number that a quotient stands for; nullopt if it stands for none from 1 to `maximum`.
std::optional<std::int64_t> whole(double numerator, double denominator, double maximum) {
    if (!(denominator > 0)) return std::nullopt;
    const double quotient = numerator / denominator, rounded = std::round(quotient);
    const double tolerance = std::max(1e-6 * quotient, 1e-3);
    if (!(rounded >= 1 && rounded <= maximum) || std::abs(quotient - rounded) > tolerance)
        return std::nullopt;
    return static_cast<std::int64_t>(rounded);
}

/// The processes count input and output apart.
bool of_processes(Fields& fields, domain::Cycle& cycle, ImportedRun& run) {
    const json* processes = fields.array("process_results");
    if (processes == nullptr || processes->empty() || processes->size() > 4096) return false;
    std::int64_t input = 0, output = 0;
    for (std::size_t i = 0; i < processes->size(); ++i) {
        const std::string pointer = fields.pointer_of("process_results") + "/" + std::to_string(i);
        Fields metrics(member((*processes)[i], "inference_metrics"), pointer + "/inference_metrics",
                       run);
        const auto in = metrics.count("input_tokens", "cycles.tokens.input");
        const auto out = metrics.count("output_tokens", "cycles.tokens.output");
        metrics.finish("is computed anew, or lem has no field for it");
        if (!in || !out) return false;
        input += *in;
        output += *out;
    }
    cycle.tokens = {.input = input, .output = output, .cached_input = {}};
    return true;
}

/// The total is of both: its outputs follow from the FLOPs, or else the energy, for each of them.
void from_ratios(Fields& fields, double total, domain::Cycle& cycle, ImportedRun& run) {
    constexpr Quantity unreported{.maximum = 1e30};
    const auto flops = fields.number("total_flops", "", unreported),
               per_output = fields.number("flops_per_output_token", "", unreported),
               per_input = fields.number("flops_per_input_token", "", unreported),
               joules = fields.number("total_energy_j", ""),
               per_token = fields.number("avg_energy_per_token_j", "");
    std::string_view by = "the FLOPs by those for each output token";
    auto output = flops && per_output ? whole(*flops, *per_output, total) : std::nullopt;
    const auto input = flops && per_input ? whole(*flops, *per_input, total) : std::nullopt;
    if (output && input && std::abs(static_cast<double>(*output + *input) - total) > 1)
        output.reset();
    if (!output && joules && per_token) {
        output = whole(*joules, *per_token, total - 1);
        by = "the energy by that for each output token";
    }
    if (!output) return;
    cycle.tokens.output = *output;
    cycle.tokens.input = std::llround(total) - *output;
    run.derived("cycles.tokens.output", std::string(by));
    run.derived("cycles.tokens.input", "the total less the output's");
}

}  // namespace

void read_llenergymeasure_tokens(Fields& fields, domain::Cycle& cycle, ImportedRun& run) {
    const auto total = fields.count("total_tokens", "cycles.tokens");
    if (total && !of_processes(fields, cycle, run))
        from_ratios(fields, static_cast<double>(*total), cycle, run);
    for (const char* name : {"total_flops", "flops_per_output_token", "flops_per_input_token",
                             "avg_energy_per_token_j", "process_results"})
        fields.ignore(name, "at most tells the output tokens");
    if (!cycle.tokens.output)
        run.note("The total includes the prompts' tokens; the output's are not in the file.");
}

}  // namespace lem::interchange
