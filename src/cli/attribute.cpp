#include "base/figures.hpp"
#include "cli/commands.hpp"
#include "cli/read_result.hpp"
#include "domain/energy_attribution.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

void print_value(std::string_view title, const domain::FittedValue& fitted, std::string_view unit) {
    fmt::print("  {:<24} {:>10} {:<6} 95 % interval {} to {}\n", title,
               figures::shown(fitted.value), unit, figures::shown(fitted.ci95_low),
               figures::shown(fitted.ci95_high));
}

void print(const domain::EnergyAttribution& made) {
    fmt::print("{}, energy scope {}\n\n  {:<40} {:>10} {:>10} {:>10} {:>10}\n", made.model,
               schema::name_of(made.energy_scope), "", "in", "out", "context", "J/s");
    for (const domain::AttributedMix& mix : made.mixes)
        fmt::print("  {:<40} {:>10.0f} {:>10.0f} {:>10.0f} {:>10}\n", mix.name, mix.input_tokens,
                   mix.output_tokens, mix.mean_context_tokens,
                   figures::shown(mix.joules / mix.seconds));
    fmt::print("\n");
    for (const std::string& refusal : made.refusals)
        fmt::print("No attribution: {}\n", refusal);
    if (made.fit) {
        print_value("Prefill, a prompt token", made.fit->joules_per_input_token, "J/tok");
        print_value("Decode, an output token", made.fit->joules_per_output_token, "J/tok");
        print_value("a token of its context", made.fit->joules_per_context_token, "J/tok");
        print_value("Idle", made.fit->idle_watts, "W");
        fmt::print("  R\u00b2 {:.4f} over {} results\n", made.fit->r_squared, made.fit->mixes);
    }
    for (const std::string& note : made.notes)
        fmt::print("{}\n", note);
}

int attribute(const std::vector<std::string>& paths, bool json) {
    std::vector<ReadResult> read;
    for (const std::string& path : paths) {
        for (const std::string& one : results_below(path))
            read.push_back(read_result(one));
    }
    std::vector<domain::ComparedResult> results;
    for (const ReadResult& one : read)
        results.push_back({one.name, one.document.result});
    const domain::EnergyAttribution made = domain::attribute_energy(results);
    if (json)
        fmt::print("{}\n", schema::to_text(made));
    else
        print(made);
    return made.fit ? 0 : 1;
}

}  // namespace

void add_attribute(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "attribute", "Split energy into prefill and decode, from results with different lengths");
    command->footer(
        "Example:\n  lem experiment examples/studies/lengths.yaml -o results/lengths\n"
        "  lem attribute results/lengths\n"
        "Exit status 1: the results do not tell; the reasons are printed.");
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto json = std::make_shared<bool>(false);
    command
        ->add_option("results", *paths,
                     "Result folders, .lem bundles, result.json files, or folders of a study")
        ->required()
        ->expected(1, 1000);
    command->add_flag("--json", *json, "Print the attribution as JSON");
    command->callback([paths, json, &exit_code] { exit_code = attribute(*paths, *json); });
}

}  // namespace lem::cli
