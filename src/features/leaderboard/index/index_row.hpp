#pragma once
/// Converts a shown row into a row of the ranking index. Pure.

#include "domain/board/leaderboard.hpp"
#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

IndexRow index_row(const domain::LeaderboardRow& row, std::uint32_t number);
/// The date of a key of Attribute::submitted_at that is not missing: RFC 3339, to the minute.
std::string date_time_of(Key submitted_at);

}  // namespace lem::leaderboard
