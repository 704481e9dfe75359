#include "base/figures.hpp"
#include "cli/commands.hpp"
#include "cli/read_result.hpp"
#include "domain/compare/comparison.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

void print_metric(const domain::MetricComparison& metric) {
    const auto& definition = *domain::find_metric(metric.metric);
    const domain::DisplayUnit unit = definition.shown_in();
    const auto in_unit = [&unit](std::optional<double> value) {
        return value ? std::optional(*value * unit.factor) : value;
    };
    std::string rank_test;
    if (metric.p_value) {
        rank_test = fmt::format("; Mann-Whitney p {:.2g}, Holm-adjusted {:.2g}", *metric.p_value,
                                *metric.p_value_holm);
    }
    fmt::print(
        "  {:<20} {:>9} {:>9} {:<8} {:<20} {}{}\n", definition.title,
        figures::shown(in_unit(metric.a_mean)), figures::shown(in_unit(metric.b_mean)), unit.unit,
        metric.verdict == domain::Verdict::no_clear_difference ? "no clear difference"
        : metric.verdict == domain::Verdict::not_comparable    ? "not comparable"
                                                               : schema::name_of(metric.verdict),
        metric.words, rank_test);
}

std::string grade_note(const std::optional<domain::Grade>& grade) {
    return grade ? fmt::format(" (quality: {})", schema::name_of(*grade)) : "";
}

void print(const domain::Comparison& comparison) {
    fmt::print("A  {}{}\nB  {}{}\n", comparison.a, grade_note(comparison.a_grade), comparison.b,
               grade_note(comparison.b_grade));
    for (const domain::Refusal& refusal : comparison.refusals) {
        fmt::print("{}: {}\n",
                   refusal.concerns == domain::Concern::all ? "Not comparable"
                                                            : "Energy is not comparable",
                   refusal.reason);
    }
    for (const std::string& difference : comparison.differences)
        fmt::print("Differs: {}\n", difference);
    for (const std::string& caution : comparison.cautions)
        fmt::print("Caution: {}\n", caution);
    fmt::print("\n  {:<20} {:>9} {:>9} {:<8} B is\n", "", "A", "B", "");
    for (const domain::MetricComparison& metric : comparison.metrics) {
        if (metric.a_mean || metric.b_mean) print_metric(metric);
    }
    for (const domain::LatencyDistance& distance : comparison.latencies) {
        fmt::print(
            "  {}: request latencies differ by {} ms (Wasserstein distance, {} and {} requests)\n",
            domain::find_metric(distance.metric)->title, figures::shown(distance.wasserstein_ms),
            distance.a_requests, distance.b_requests);
    }
    fmt::print("\n");
}

int compare(const std::vector<std::string>& paths, bool json) {
    std::vector<ReadResult> read_results;
    for (const std::string& path : paths)
        read_results.push_back(read_result(path));
    std::vector<domain::RequestDigest> requests;
    for (const ReadResult& one : read_results)
        requests.push_back(digest_of_requests(one));
    std::vector<domain::ComparedResult> results;
    for (std::size_t i = 0; i < read_results.size(); ++i)
        results.push_back({read_results[i].name, read_results[i].document.result, &requests[i]});
    const domain::ComparisonSet made = domain::compare(results);
    if (json) {
        fmt::print("{}\n", schema::to_text(made));
    } else {
        for (const domain::Comparison& comparison : made.comparisons)
            print(comparison);
        fmt::print(
            "Intervals of ratios are Fieller's, over cycles; with four or more cycles in both "
            "results, a rank test is added. Each verdict uses its own metric's interval.\n");
    }
    const bool any = std::any_of(made.comparisons.begin(), made.comparisons.end(),
                                 [](const auto& one) { return domain::comparable(one); });
    return any ? 0 : 1;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "compare", "Compare results with the first one: effect, interval, verdict");
    command->footer(
        "Example:\n  lem compare results/before results/after\n"
        "Exit status 1: nothing can be compared.");
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto json = std::make_shared<bool>(false);
    command->add_option("results", *paths, "Result folders, .lem bundles or result.json files")
        ->required()
        ->expected(2, 100);
    command->add_flag("--json", *json, "Print the comparison as JSON");
    command->callback([paths, json, &exit_code] { exit_code = compare(*paths, *json); });
}

}  // namespace lem::cli
