#pragma once

#include <string>
#include <string_view>

namespace lem::http {
class Api;
struct Request;
}  // namespace lem::http

namespace lem::leaderboard {

class Leaderboard;

void add_routes(http::Api& api, Leaderboard& leaderboard);

/// A Link header to the rest of an export at this path: the same query with another cursor.
std::string next_link(std::string_view path, const http::Request& request,
                      const std::string& cursor);

}  // namespace lem::leaderboard
