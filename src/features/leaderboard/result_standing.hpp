#pragma once
/// Where one result stands in a list, also when it is on no page that was asked for, and which
/// parameters keep it out.

#include "domain/board/leaderboard_query.hpp"
#include "domain/board/result_standing.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::leaderboard {

/// Blocking. Throws Error(not_found) if no result with this id is listed; for a wrong query, as
/// Leaderboard::query does.
domain::ResultStanding result_standing(const Leaderboard& leaderboard, const std::string& id,
                                       const domain::LeaderboardQuery& query);

}  // namespace lem::leaderboard
