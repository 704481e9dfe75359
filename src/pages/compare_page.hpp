#pragma once
/// A comparison as HTML: its words, its table, and what is not comparable, as the application draws
/// them above its charts (web/src/features/compare). Pure.

#include "domain/compare/result_comparison.hpp"
#include "pages/compare_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html compare_page_html(const domain::ResultComparison& comparison, const CompareView& view);

/// As many results are offered to be chosen.
inline constexpr int candidates_max = 20;

/// For a first or second result to choose: those that the search found, each with a link that adds
/// it. `chosen` is the one in the view, if there is one.
html::Html compare_choice_html(const std::optional<domain::LeaderboardRow>& chosen,
                               std::span<const domain::LeaderboardRow> found,
                               const CompareView& view);

/// Says why the results of the view are not compared, and leads to what is left of it.
html::Html compare_problem_html(std::string_view message, const Violations& violations,
                                const CompareView& rest);

}  // namespace lem::pages
