#pragma once
#include "features/leaderboard/leaderboard.hpp"
#include "platform/http/api/api.hpp"

namespace lem::leaderboard {

/// `leaderboard` must outlive the routes.
void add_routes(http::Api& api, Leaderboard& leaderboard);

}  // namespace lem::leaderboard
