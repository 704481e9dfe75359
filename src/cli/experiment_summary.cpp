#include "cli/experiment_summary.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::cli {
namespace {

constexpr std::size_t title_width = [] {
    std::size_t width = 0;
    for (const domain::MetricDefinition& metric : domain::metrics)
        width = std::max(width, metric.title.size());
    return width;
}();

/// "modelled" or "replayed" beside a value computed from such energy.
std::string_view energy_label(const domain::Result& result,
                              const domain::MetricDefinition& metric) {
    const bool of_energy = metric.kind == domain::MetricKind::energy;
    const bool labelled = result.energy_method == domain::EnergyMethod::modelled ||
                          result.energy_method == domain::EnergyMethod::replayed;
    return of_energy && labelled ? schema::name_of(result.energy_method) : "";
}

void print_metric(const domain::MetricDefinition& metric, const domain::MetricSummary& summary,
                  std::string_view label) {
    std::optional<double> half_width;
    if (summary.ci95_low) half_width = (*summary.ci95_high - *summary.ci95_low) / 2;
    const domain::DisplayUnit unit = metric.shown_in();
    const auto in_unit = [&unit](std::optional<double> number) {
        return number ? std::optional(*number * unit.factor) : number;
    };
    const auto [value, margin] = figures::shown(in_unit(summary.mean), in_unit(half_width));
    fmt::print("  {:<{}} {:>12}{:<12} {}{}\n", metric.title, title_width, value,
               margin.empty() ? "" : " \u00b1 " + margin, unit.unit,
               label.empty() ? "" : fmt::format(", {}", label));
}

/// Groups the absent metrics by reason.
void print_absent(const domain::Summary& summary) {
    std::vector<std::pair<std::string, std::string>> titles_by_reason;
    for (const domain::MetricDefinition& metric : domain::metrics) {
        const domain::MetricSummary& absent = summary.*(metric.of_summary);
        if (absent.mean) continue;
        const std::string reason = absent.absent_reason.value_or("not measured");
        const auto known = std::ranges::find(titles_by_reason, reason,
                                             &std::pair<std::string, std::string>::first);
        if (known == titles_by_reason.end())
            titles_by_reason.emplace_back(reason, metric.title);
        else
            known->second += ", " + std::string(metric.title);
    }
    if (titles_by_reason.empty()) return;
    fmt::print("Absent:\n");
    for (const auto& [reason, titles] : titles_by_reason)
        fmt::print("  {}\n    {}\n", titles, reason);
}

void print_search(const domain::SloSearchRecord& search) {
    const std::string_view unit =
        search.over == domain::SloSearchOver::concurrency ? "streams" : "requests/s";
    fmt::print("Search: {} {} meet the limits ({}); {} loads tried\n",
               search.load ? text::number(*search.load) : "no", unit, schema::name_of(search.end),
               search.steps.size());
    const domain::SloSearchStep* broke = nullptr;  // the lowest load that did
    for (const domain::SloSearchStep& step : search.steps) {
        if (!step.met && (broke == nullptr || step.load < broke->load)) broke = &step;
    }
    for (std::size_t i = 0; broke != nullptr && i < broke->reasons.size(); ++i)
        fmt::print("  at {}: {}\n", text::number(broke->load), broke->reasons[i]);
}

}  // namespace

void print_summary(const domain::Result& result) {
    fmt::print("\n{} with {}{}{}, {} of {} cycles\n", result.model.name,
               schema::name_of(result.engine.name), result.engine.version ? " " : "",
               result.engine.version.value_or(""), result.cycles.size(),
               result.experiment.config->protocol.cycles);
    for (const domain::MetricDefinition& metric : domain::metrics) {
        const domain::MetricSummary& summary = result.summary.*(metric.of_summary);
        if (summary.mean) print_metric(metric, summary, energy_label(result, metric));
    }
    fmt::print("\u00b1 is the half-width of the 95 % interval over cycles (Student t).\n");
    print_absent(result.summary);
    if (result.flops_confidence)
        fmt::print("Compute: {}, confidence {}\n", schema::name_of(*result.flops_method),
                   schema::name_of(*result.flops_confidence));
    if (result.slo_search) print_search(*result.slo_search);
    if (result.quality) {
        fmt::print("Quality: {}\n", schema::name_of(result.quality->grade));
        for (const domain::QualityReason& reason : result.quality->reasons)
            fmt::print("  at most {}: {}\n", schema::name_of(reason.at_most), reason.message);
    }
    if (result.footprint)
        fmt::print("Derived: {} g CO2e per million output tokens ({} g/kWh, {}; PUE {})\n",
                   figures::shown(result.footprint->co2e_grams_per_million_tokens),
                   result.footprint->factors.carbon_intensity_g_per_kwh,
                   result.footprint->factors.carbon_intensity_source,
                   result.footprint->factors.pue);
    for (const domain::Check& check : result.checks) {
        if (check.outcome == domain::CheckOutcome::warning ||
            check.outcome == domain::CheckOutcome::rejected)
            fmt::print("{} {}: {}\n", schema::name_of(check.outcome), check.code, check.message);
    }
}

}  // namespace lem::cli
