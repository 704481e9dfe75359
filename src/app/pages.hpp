#pragma once
/// Pages as HTML: the built shell with what the server knows already written into it, so that the
/// first view needs no script and no second request.

#include "app/routes.hpp"

namespace lem::app {

void add_pages(http::Api& api, Features features);
http::Response not_found_page(const http::Request& request, const http::StaticFiles& web);

}  // namespace lem::app
