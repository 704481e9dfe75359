#pragma once
namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::leaderboard {

class Leaderboard;

void add_routes(http::Api& api, Leaderboard& leaderboard);

}  // namespace lem::leaderboard
