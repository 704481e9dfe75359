#pragma once
/// From a row as it is shown to a row of the ranking index. Pure.

#include "domain/board/leaderboard.hpp"
#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

IndexRow index_row(const domain::LeaderboardRow& row, std::uint32_t number);

}  // namespace lem::leaderboard
