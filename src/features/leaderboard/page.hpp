#pragma once
/// The leaderboard as HTML text: the first view without a script. Pure. The class names are those
/// of the web application's stylesheets.

#include "features/leaderboard/view.hpp"

namespace lem::leaderboard {

std::string page_html(const domain::LeaderboardPage& page, const domain::SiteStats& stats,
                      const View& view);
std::string about_html();

}  // namespace lem::leaderboard
