#pragma once
/// What a running server tells of itself on its JSON pages.

#include "measure/load/load_client.hpp"
#include "schema/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lem::measure {

/// A JSON page that is an object; nothing when the server has no such page, or answers oddly.
std::optional<schema::json> server_page(const Endpoint& endpoint, std::string_view page);
/// A text member of a JSON page; nothing when the server has no such page, as many have not.
std::optional<std::string> server_version(const Endpoint& endpoint, std::string_view page,
                                          std::string_view member);

}  // namespace lem::measure
