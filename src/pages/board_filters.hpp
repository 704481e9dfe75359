#pragma once
/// The filters of the board's page: facets with counts, and ranges. Each is a closed button of the
/// same place and size as the application's (web/src/features/leaderboard/filters.tsx). Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// The facets whose counts the page shows.
std::vector<std::string> counted_facets();

/// The view's parameters as hidden fields, for a form that changes one thing of it.
html::Html kept_fields(const schema::Parameters& parameters);

html::Html filters_html(const domain::LeaderboardPage& page, const View& view);

/// A constraint of the view in words: "engine vLLM, SGLang", "weights 7..14 B". `parameter` is a
/// query parameter's name, or one limit of `slo`.
std::string constraint_words(const View& view, std::string_view parameter);

}  // namespace lem::pages
