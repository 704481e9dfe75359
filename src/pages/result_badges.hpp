#pragma once
/// Below the title of a result: how far it is checked, its cycles and energy scope, where it stands
/// on the leaderboard. The web application draws the same (web/src/features/result/badges.tsx).
/// Pure.

#include "domain/board/result_standing.hpp"
#include "pages/html.hpp"

namespace lem::pages {

/// `standing` on the leaderboard without limits; nullptr if the result is not listed.
html::Html badges_html(const domain::LeaderboardRow& row, const domain::ResultStanding* standing);

}  // namespace lem::pages
