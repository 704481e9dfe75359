#pragma once
/// The leaderboard as HTML: the first view without a script. Pure. The class names are those
/// of the web application's stylesheets.

#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// The facets whose counts the page shows.
std::vector<std::string> counted_facets();

html::Html board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                           const View& view);

}  // namespace lem::pages
