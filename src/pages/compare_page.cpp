#include "pages/compare_page.hpp"

#include "base/figures.hpp"
#include "pages/compare_table.hpp"
#include "pages/exports/menu.hpp"
#include "pages/parts.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::ComparisonRefusal, domain::LeaderboardRow, domain::ResultComparison;
using html::all, html::el, html::Html;

Html page(const Html& content) {
    return el("main", {{"class", "layout-page layout-main"}, {"id", "main"}}, content);
}

/// "B", "B and C", "B, C and D"
std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

std::string refusal_title(domain::Concern concerns, const std::vector<std::string>& letters,
                          const std::string& baseline) {
    const std::string who = listed(letters);
    return concerns == domain::Concern::all
               ? fmt::format("{} {} not comparable with {}.", who,
                             letters.size() > 1 ? "are" : "is", baseline)
               : fmt::format("The energy of {} is not comparable with that of {}.", who, baseline);
}

/// Without those that a refusal of every metric concerns, which says more.
std::vector<std::string> letters_of(const ComparisonRefusal& refusal,
                                    const ResultComparison& comparison) {
    std::vector<std::string> letters = refusal.letters;
    if (refusal.concerns == domain::Concern::all) return letters;
    for (const ComparisonRefusal& other : comparison.refusals)
        if (other.concerns == domain::Concern::all)
            std::erase_if(letters, [&](const std::string& letter) {
                return std::ranges::find(other.letters, letter) != other.letters.end();
            });
    return letters;
}

/// The reasons of each title, each with a space before it.
std::vector<std::pair<std::string, std::string>> refusals_by_title(
    const ResultComparison& comparison) {
    std::vector<std::pair<std::string, std::string>> grouped;
    for (const ComparisonRefusal& refusal : comparison.refusals) {
        const std::vector<std::string> letters = letters_of(refusal, comparison);
        if (letters.empty()) continue;
        const std::string title = refusal_title(refusal.concerns, letters, comparison.baseline);
        auto known = std::ranges::find(grouped, title, &std::pair<std::string, std::string>::first);
        if (known == grouped.end()) known = grouped.insert(known, {title, ""});
        known->second += " " + refusal.reason;
    }
    return grouped;
}

Html notices_html(const ResultComparison& comparison) {
    Html notices;
    for (const domain::ComparisonEntry& entry : comparison.results)
        if (entry.withdrawal)
            notices.add(notice(all(el("b", entry.letter, " was withdrawn on ",
                                      date_time_text(entry.withdrawal->at), "."),
                                   " ", entry.withdrawal->words)));
    for (const auto& [title, reasons] : refusals_by_title(comparison))
        notices.add(notice(all(el("b", title), reasons)));
    if (!comparison.cautions.empty()) {
        std::string cautions;
        for (const std::string& caution : comparison.cautions)
            cautions += (cautions.empty() ? "" : " ") + caution;
        notices.add(
            el("div", {{"class", "data-notice data-info"}}, icon("info"), el("div", cautions)));
    }
    return notices;
}

Html toggle(const CompareView& view, std::string_view label) {
    return el("a", {{"class", "control-button control-quiet"}, {"href", address_of(view)}}, label);
}

/// What the differences are, and what else can be shown.
Html above_table(const ResultComparison& comparison, const CompareView& view) {
    CompareView facts = view, metrics = view;
    facts.all_facts = !view.all_facts;
    metrics.all_metrics = !view.all_metrics;
    const auto equal = count_equal(comparison);
    const auto dependent =
        std::ranges::count(comparison.metrics, false, &domain::ComparedMetric::independent);
    const std::string end = figures::fixed(strip_end(comparison, view) * 100, 0);
    return el(
        "div", {{"class", "compare-page-above"}},
        el("p", {{"class", "small muted"}},
           fmt::format("Difference from {} in percent, with its 95 % interval over cycles. Strips "
                       "run from −{} % to +{} %.",
                       comparison.baseline, end, end)),
        el("span", {{"class", "layout-row"}},
           equal == 0       ? Html()
           : view.all_facts ? toggle(facts, "Only differences")
                            : toggle(facts, "Show " + figures::plural(equal, "equal fact")),
           dependent == 0 ? Html()
           : view.all_metrics
               ? toggle(metrics, "Only main metrics")
               : toggle(metrics, "Show " + figures::plural(dependent, "more metric"))));
}

Html head_html(std::string_view title, const Html& lead, const Html& actions) {
    return el("div", {{"class", "layout-head"}},
              el("div", el("h1", title), el("p", {{"class", "layout-lead"}}, lead)), actions);
}

/// "fp8 · vLLM · NVIDIA L4 · 4 streams"
std::string facts_of_row(const LeaderboardRow& row) {
    std::string text;
    for (const std::string_view part :
         {std::string_view(row.precision), title_of_name<domain::EngineName>(row.engine),
          std::string_view(row.hardware), std::string_view(row.load)})
        if (!part.empty()) text.append(text.empty() ? "" : " · ").append(part);
    return text;
}

Html candidate_html(const LeaderboardRow& row, const CompareView& view) {
    CompareView next = view;
    next.ids.push_back(row.id.text);
    const auto& value = row.metrics.tokens_per_joule;
    const auto [shown, margin] = figures::shown(value.value, value.ci95_half_width);
    return el(
        "li", el("a", {{"href", address_of(next)}}, short_model(row.model)),
        el("span", {{"class", "muted"}}, facts_of_row(row)),
        el("span", {{"class", "compare-page-value"}},
           value.value ? all(shown, margin.empty() ? "" : " ± " + margin, " tok/J")
                       : missing(row.energy_absent_reason.value_or("energy was not measured"))));
}

Html search_form(const CompareView& view) {
    constexpr std::string_view what = "Search models, hardware, engines";
    return el("form",
              {{"class", "compare-page-search"}, {"role", "search"}, {"action", "/compare"}},
              view.ids.empty() ? Html()
                               : el("input", {{"type", "hidden"},
                                              {"name", "ids"},
                                              {"value", schema::parameter_text(view.ids)}}),
              el("label", {{"class", "control-input"}}, icon("search"),
                 el("span", {{"class", "visually-hidden"}}, what),
                 el("input",
                    {{"name", "q"}, {"type", "search"}, {"placeholder", what}, {"value", view.q}})),
              el("button", {{"class", "control-button"}}, "Search"));
}

}  // namespace

Html compare_page_html(const ResultComparison& comparison, const CompareView& view) {
    return page(all(
        head_html(comparison.title, all(comparison.summary),
                  el("div", {{"class", "layout-row"}},
                     el("span", {{"class", "control-button unseen"}}, "Add result"),
                     exports::menu(address_of(view)),
                     el("span", {{"class", "control-button unseen"}}, "Copy link"),
                     el("span", {{"class", "control-button unseen"}}, "Freeze"))),
        el("div", {{"class", "layout-stack"}}, notices_html(comparison),
           el("section", {{"aria-labelledby", "figures"}},
              el("h2", {{"class", "visually-hidden"}, {"id", "figures"}}, "Figures side by side"),
              above_table(comparison, view), compare_table_html(comparison, view))),
        // Until the application draws its charts, the footer stays below the window.
        el("div", {{"class", "layout-pending"}},
           el("noscript", el("p", {{"class", "small muted"}},
                             "Charts need JavaScript; the table has their figures.")))));
}

Html compare_choice_html(const std::optional<LeaderboardRow>& chosen,
                         std::span<const LeaderboardRow> found, const CompareView& view) {
    Html rows;
    for (const LeaderboardRow& row : found)
        if (!chosen || row.id != chosen->id) rows.add(candidate_html(row, view));
    const std::string title = chosen
                                  ? fmt::format("Compare {} with\u2026", short_model(chosen->model))
                                  : "Compare results";
    const Html lead =
        chosen ? all(facts_of_row(*chosen), ". Choose the result to compare it with.")
               : all("Two to six results beside each other: how much they differ, with intervals, "
                     "or why they are not comparable. Choose the first one.");
    return page(all(head_html(title, lead, Html()), search_form(view),
                    rows.empty() ? el("p", {{"class", "data-empty"}}, "No other result matches.")
                                 : el("ul", {{"class", "compare-page-candidates"}}, rows)));
}

Html compare_problem_html(std::string_view message, const Violations& violations,
                          const CompareView& rest) {
    Html reasons;
    for (const auto& [pointer, reason] : violations)
        reasons.add(el("li", reason));
    if (violations.empty()) reasons.add(el("li", message));
    const std::size_t count = rest.ids.size();
    return page(el("div", {{"class", "data-empty"}, {"role", "alert"}},
                   el("h1", "These results cannot be compared"), el("ul", reasons),
                   el("p", el("a", {{"class", "control-button"}, {"href", address_of(rest)}},
                              count > 1    ? fmt::format("Compare the other {}", count)
                              : count == 1 ? "Choose another to compare"
                                           : "Choose results to compare"))));
}

}  // namespace lem::pages
