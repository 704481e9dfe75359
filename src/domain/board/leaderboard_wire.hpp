#pragma once
/// The server's answers about results as JSON: compiled once, as in result_wire.hpp.

#include "domain/board/leaderboard_query.hpp"
#include "domain/board/published_result.hpp"
#include "domain/result/result_wire.hpp"

namespace lem::schema {

LEM_WIRE_TYPE(extern, domain::CheckReport);
LEM_WIRE_TYPE(extern, domain::LeaderboardPage);
LEM_WIRE_TYPE(extern, domain::LeaderboardRow);
LEM_WIRE_TYPE(extern, domain::Receipt);
LEM_WIRE_TYPE(extern, domain::ResultDetail);
LEM_WIRE_TYPE(extern, domain::ResultList);

}  // namespace lem::schema
