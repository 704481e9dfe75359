#pragma once
namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::names {

class Names;

void add_routes(http::Api& api, Names& names);

}  // namespace lem::names
