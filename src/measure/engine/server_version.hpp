#pragma once
/// The version that a running server tells on one of its JSON pages.

#include "measure/load_client.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lem::measure {

/// A text member of a JSON page; nothing when the server has no such page, as many have not.
std::optional<std::string> server_version(const Endpoint& endpoint, std::string_view page,
                                          std::string_view member);

}  // namespace lem::measure
