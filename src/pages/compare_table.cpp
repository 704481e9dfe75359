#include "pages/compare_table.hpp"

#include "base/figures.hpp"
#include "pages/compare_words.hpp"
#include "pages/parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::ComparedFact, domain::ComparedMetric, domain::ComparedValue, domain::ComparisonEntry,
    domain::ResultComparison, domain::Verdict;
using html::all, html::el, html::Html;

bool is_shown(const ComparedMetric& metric, const CompareView& view) {
    return metric.independent || view.all_metrics;
}

std::string without_zero(std::string text) {
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

/// A change on the strip of 88 units, whose middle is no change.
std::string place_on_strip(double change, double end) {
    return without_zero(figures::fixed(44 + std::clamp(change / end, -1.0, 1.0) * 42, 1));
}

std::string_view tone_of(Verdict verdict) {
    return verdict == Verdict::better  ? "chart-better"
           : verdict == Verdict::worse ? "chart-worse"
                                       : "chart-unclear";
}

Html strip(const ComparedValue& value, double end) {
    const std::string_view tone = tone_of(*value.verdict);
    const bool interval = value.ratio_ci95_low && value.ratio_ci95_high;
    const std::string middle = place_on_strip(*value.ratio - 1, end);
    Html range;
    if (interval)
        range = el("path", {{"class", tone},
                            {"d", fmt::format("M{} 6.5H{}v3H{}Z",
                                              place_on_strip(*value.ratio_ci95_low - 1, end),
                                              place_on_strip(*value.ratio_ci95_high - 1, end),
                                              place_on_strip(*value.ratio_ci95_low - 1, end))}});
    return el(
        "svg",
        {{"class", "chart-chart"},
         {"width", 88},
         {"height", 16},
         {"viewBox", "0 0 88 16"},
         {"aria-hidden", "true"}},
        el("path", {{"class", "chart-grid"}, {"d", "M2 8H86"}}),
        el("path", {{"class", "chart-axis"}, {"d", "M44 1v14"}}), range,
        el("circle",
           {{"class", interval ? tone : "chart-hollow"}, {"cx", middle}, {"cy", 8}, {"r", "3.5"}}));
}

Html difference_html(const ComparedValue& value, double end, std::optional<int> cycles) {
    if (!value.verdict || !value.mean) return {};
    if (*value.verdict == Verdict::not_comparable || !value.ratio)
        return el("span", {{"class", "compare-page-diff"}}, icon("dash"),
                  el("span", "not compared: ", value.words.value_or("")));
    const std::string tone = *value.verdict == Verdict::better  ? "compare-page-better"
                             : *value.verdict == Verdict::worse ? "compare-page-worse"
                                                                : "";
    return el(
        "span", {{"class", "compare-page-diff"}}, strip(value, end),
        el("span", el("span", {{"class", "nowrap"}}, difference_text(value)),
           el("span",
              {{"class", value.ratio_ci95_low ? html::classes({"compare-page-verdict", tone})
                                              : std::optional<std::string>("compare-page-words")}},
              verdict_words(value, cycles))));
}

Html value_html(const ComparedValue& value, double factor) {
    if (!value.mean) return missing(value.absent_reason.value_or("not measured"));
    std::optional<double> half_width;
    if (value.ci95_low && value.ci95_high)
        half_width = (*value.ci95_high - *value.ci95_low) / 2 * factor;
    const auto [shown, margin] = figures::shown(*value.mean * factor, half_width);
    return el("span", {{"class", "data-value"}}, el("b", shown),
              el("span", {{"class", "data-pm"}}, margin.empty() ? "" : "± " + margin));
}

Html metric_row(const ComparedMetric& compared, const ResultComparison& comparison, double end) {
    const domain::MetricDefinition& metric = *domain::find_metric(compared.metric);
    const domain::DisplayUnit unit = metric.shown_in();
    const auto baseline =
        std::ranges::find(comparison.results, comparison.baseline, &ComparisonEntry::letter);
    Html cells;
    for (std::size_t i = 0; i < compared.values.size(); ++i) {
        const ComparedValue& value = compared.values[i];
        const ComparisonEntry& entry = comparison.results[i];
        std::optional<int> cycles;
        if (compared.independent) cycles = std::min(entry.row.cycles, baseline->row.cycles);
        cells.add(el("td", {{"data-key", entry.letter}}, value_html(value, unit.factor),
                     difference_html(value, end, cycles)));
    }
    return el("tr",
              el("th", {{"scope", "row"}, {"title", metric.definition}}, metric.title,
                 el("span", {{"class", "data-under"}}, unit.unit, unit.unit.empty() ? "" : ", ",
                    metric.higher_is_better ? "↑ better" : "↓ better")),
              cells);
}

Html fact_html(const ComparedFact& fact, std::size_t place, const ComparisonEntry& entry) {
    const auto& value = fact.values[place];
    if (!value) return missing("not stated");
    if (fact.name == "engine")
        return all(engine_html(entry.row.engine), " ", entry.row.engine_version);
    return fact.name == "trust" ? trust_mark(entry.row.trust) : all(*value);
}

Html fact_row(const ComparedFact& fact, const ResultComparison& comparison) {
    Html cells;
    for (std::size_t i = 0; i < fact.values.size(); ++i)
        cells.add(el("td", {{"data-key", comparison.results[i].letter}},
                     el("span", {{"class", html::classes({fact.differs ? "" : "muted"})}},
                        fact_html(fact, i, comparison.results[i]))));
    return el("tr", el("th", {{"scope", "row"}}, fact.title), cells);
}

Html group_row(std::string_view title, std::size_t columns) {
    return el("tr", {{"class", "compare-page-group"}},
              el("th", {{"colspan", columns}, {"scope", "rowgroup"}}, title));
}

/// The same comparison without one of its results.
CompareView without(CompareView view, const std::string& id) {
    std::erase(view.ids, id);
    if (view.baseline == id || (!view.ids.empty() && view.baseline == view.ids.front()))
        view.baseline.reset();
    return view;
}

CompareView with_baseline(CompareView view, const std::string& id) {
    view.baseline = id == view.ids.front() ? std::nullopt : std::optional(id);
    return view;
}

Html column_header(const ResultComparison& comparison, const ComparisonEntry& entry,
                   const CompareView& view) {
    const std::string& id = entry.row.id.text;
    const bool baseline = entry.letter == comparison.baseline;
    return el(
        "th", {{"scope", "col"}},
        el("span", {{"class", "compare-page-who"}},
           el("span", {{"class", "compare-page-letter"}}, entry.letter),
           el("a", {{"href", "/results/" + id}}, entry.label)),
        el("span", {{"class", "data-under"}}, entry.row.hardware),
        el("span", {{"class", "data-under"}}, id),
        entry.withdrawal
            ? el("span", {{"class", "data-status data-warn"}}, icon("warn"), "withdrawn")
            : Html(),
        el("span", {{"class", "compare-page-choices"}},
           // The chosen one is a link too: the focus stays on it.
           el("a",
              {{"class", "control-button control-quiet"},
               {"href", address_of(with_baseline(view, id))},
               {"aria-current", baseline ? std::optional<std::string>("true") : std::nullopt}},
              baseline ? "Baseline " : "Make baseline ",
              el("span", {{"class", "visually-hidden"}}, "(", entry.letter, ")")),
           comparison.results.size() > 2
               ? el("a",
                    {{"class", "control-button control-quiet"},
                     {"href", address_of(without(view, id))}},
                    "Remove ", el("span", {{"class", "visually-hidden"}}, entry.letter))
               : Html()));
}

}  // namespace

double strip_end(const ResultComparison& comparison, const CompareView& view) {
    double most = 0;
    for (const ComparedMetric& metric : comparison.metrics) {
        if (!is_shown(metric, view)) continue;
        for (const ComparedValue& value : metric.values)
            for (const auto& ratio : {value.ratio, value.ratio_ci95_low, value.ratio_ci95_high})
                if (ratio) most = std::max(most, std::abs(*ratio - 1));
    }
    constexpr std::array ends{0.05, 0.1, 0.25, 0.5, 1.0};
    const auto found = std::ranges::find_if(ends, [&](double end) { return most <= end; });
    return found == ends.end() ? ends.back() : *found;
}

std::ptrdiff_t count_equal(const ResultComparison& comparison) {
    return std::ranges::count(comparison.facts, false, &ComparedFact::differs);
}

Html compare_table_html(const ResultComparison& comparison, const CompareView& view) {
    const double end = strip_end(comparison, view);
    const std::size_t columns = comparison.results.size() + 1;
    Html headers =
        el("th", {{"scope", "col"}}, el("span", {{"class", "visually-hidden"}}, "Metric or fact"));
    for (const ComparisonEntry& entry : comparison.results)
        headers.add(column_header(comparison, entry, view));
    Html metrics, facts;
    for (const ComparedMetric& metric : comparison.metrics)
        if (is_shown(metric, view)) metrics.add(metric_row(metric, comparison, end));
    for (const ComparedFact& fact : comparison.facts)
        if (fact.differs || view.all_facts) facts.add(fact_row(fact, comparison));
    return el("div",
              {{"class", "data-scroll"},
               {"role", "region"},
               {"aria-label", "Comparison, scrollable"},
               {"tabindex", 0}},
              el("table", {{"class", "data-table compare-page-compare"}, {"data-columns", columns}},
                 el("caption", {{"class", "visually-hidden"}}, comparison.title),
                 el("thead", el("tr", headers)),
                 el("tbody", group_row("Measured", columns), metrics,
                    facts.empty() ? Html()
                                  : group_row(view.all_facts ? "Configuration"
                                                             : "Configuration, where it differs",
                                              columns),
                    facts)));
}

}  // namespace lem::pages
