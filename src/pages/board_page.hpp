#pragma once
/// The leaderboard as HTML: the first view without a script. Pure. The class names are those
/// of the web application's stylesheets.

#include "pages/board_filters.hpp"
#include "pages/board_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// `is_private`: of a private view, where nothing is published.
html::Html board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                           const View& view, bool is_private = false);

}  // namespace lem::pages
