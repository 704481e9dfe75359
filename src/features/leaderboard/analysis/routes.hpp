#pragma once

namespace lem::http {
class Api;
}

namespace lem::leaderboard {

class Leaderboard;

void add_analysis_routes(http::Api& api, const Leaderboard& leaderboard);

}  // namespace lem::leaderboard
