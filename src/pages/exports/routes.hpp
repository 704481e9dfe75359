#pragma once
/// The routes of files: the address of a page with the extension of a format.

#include "pages/routes.hpp"

#include <functional>

namespace lem::pages::exports {

/// The page at this path and id, or nullopt if there is none.
using FindPage = std::function<std::optional<http::Response>(
    std::string_view path, const std::string& id, const http::Request& request)>;

/// Names of models and hardware may end as an extension does: an address that is a page is that
/// page, and only then a file of another.
void add_routes(http::Api& api, const Sources& sources, const FindPage& page);

}  // namespace lem::pages::exports
