#pragma once
namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::views {

class Views;

void add_routes(http::Api& api, Views& views);

}  // namespace lem::views
