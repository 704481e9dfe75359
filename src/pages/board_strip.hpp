#pragma once
/// The question above the table: limits that a configuration must meet, presets, the search, and
/// what the list has one row of. Of the same places and sizes as the application's
/// (web/src/features/leaderboard/limits.tsx, search-box.tsx). Pure.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// The limits, and how many results meet them.
html::Html limits_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                       const View& view);

html::Html search_html(const View& view);

}  // namespace lem::pages
