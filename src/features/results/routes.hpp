#pragma once
namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::results {

class Results;

void add_routes(http::Api& api, Results& results);

}  // namespace lem::results
