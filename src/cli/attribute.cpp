#include "base/figures.hpp"
#include "cli/commands.hpp"
#include "cli/read_result.hpp"
#include "domain/compare/energy_attribution.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace lem::cli {
namespace {

void print_value(std::string_view title, const domain::FittedValue& fitted, std::string_view unit) {
    fmt::print("  {:<24} {:>10} {:<6} 95 % interval {} to {}\n", title,
               figures::shown(fitted.value), unit, figures::shown(fitted.ci95_low),
               figures::shown(fitted.ci95_high));
}

void print_fit(const domain::EnergyFit& fit) {
    print_value("Prefill per prompt token", fit.joules_per_input_token, "J/tok");
    print_value("Decode per output token", fit.joules_per_output_token, "J/tok");
    print_value("  per context token", fit.joules_per_context_token, "J/tok");
}

void print(const domain::EnergyAttribution& made) {
    std::size_t width = 0;
    for (const domain::AttributedMix& mix : made.mixes)
        width = std::max(width, mix.name.size());
    fmt::print("{}, energy scope {}\n\n  {:<{}} {:>10} {:>10} {:>10} {:>10}\n", made.model,
               schema::name_of(made.energy_scope), "", width, "tokens in", "out", "context", "W");
    for (const domain::AttributedMix& mix : made.mixes)
        fmt::print("  {:<{}} {:>10.0f} {:>10.0f} {:>10.0f} {:>10}\n", mix.name, width,
                   mix.input_tokens, mix.output_tokens, mix.mean_context_tokens,
                   figures::shown(mix.joules / mix.seconds));
    for (const std::string& refusal : made.refusals)
        fmt::print("\nNo attribution: {}", refusal);
    fmt::print("\n");
    if (made.fit) {
        print_fit(*made.fit);
        print_value("Idle, fitted", made.fit->idle_watts, "W");
        fmt::print("  R\u00b2 {:.4f} over {} results\n", made.fit->r_squared, made.fit->mixes);
    }
    if (made.fit_above_idle) {
        fmt::print("\nAbove the measured idle power, {} W\n",
                   figures::shown(made.fit_above_idle->idle_watts.value));
        print_fit(*made.fit_above_idle);
    }
    if (!made.notes.empty()) fmt::print("\n");
    for (const std::string& note : made.notes)
        fmt::print("{}\n", note);
}

/// Names without the folder they share: what distinguishes the points of a study.
std::vector<domain::ComparedResult> with_short_names(const std::vector<ReadResult>& read) {
    const auto folder_of = [](const ReadResult& one) {
        return std::filesystem::path(one.name).lexically_normal().parent_path().string();
    };
    const std::string folder = read.empty() ? "" : folder_of(read.front());
    const bool together = !folder.empty() && std::ranges::all_of(read, [&](const auto& one) {
        return folder_of(one) == folder;
    });
    std::vector<domain::ComparedResult> results;
    for (const ReadResult& one : read)
        results.push_back(
            {together ? one.name.substr(one.name.rfind('/') + 1) : one.name, one.document.result});
    return results;
}

int attribute(const std::vector<std::string>& paths, bool json) {
    std::vector<ReadResult> read;
    for (const std::string& path : paths) {
        for (const std::string& one : results_below(path))
            read.push_back(read_result(one));
    }
    const auto results = with_short_names(read);
    const domain::EnergyAttribution made = domain::attribute_energy(results);
    if (json)
        fmt::print("{}\n", schema::to_text(made));
    else
        print(made);
    return made.fit || made.fit_above_idle ? 0 : 1;
}

}  // namespace

void add_attribute(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "attribute", "Split energy into prefill and decode, from results of different lengths");
    command->footer(
        "Example:\n  lem experiment examples/studies/lengths.yaml -o results/lengths\n"
        "  lem attribute results/lengths\n"
        "Exit status 1: no attribution is possible; the reasons are printed.");
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto json = std::make_shared<bool>(false);
    command
        ->add_option("results", *paths,
                     "Result folders, .lem bundles, result.json files, or study folders")
        ->required()
        ->expected(1, 1000);
    command->add_flag("--json", *json, "Print the attribution as JSON");
    command->callback([paths, json, &exit_code] { exit_code = attribute(*paths, *json); });
}

}  // namespace lem::cli
