#pragma once
namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::compare {

class Compare;

void add_routes(http::Api& api, const Compare& compare);

}  // namespace lem::compare
