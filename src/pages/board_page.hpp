#pragma once
/// The leaderboard as HTML text: the first view without a script. Pure. The class names are those
/// of the web application's stylesheets.

#include "pages/board_view.hpp"

namespace lem::pages {

std::string board_page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                            const View& view);
std::string about_html();

}  // namespace lem::pages
