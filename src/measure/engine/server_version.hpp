#pragma once
/// Reads the JSON pages on which a running server describes itself.

#include "measure/load/load_client.hpp"
#include "platform/http/client.hpp"
#include "schema/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lem::measure {

/// The request for one of the server's pages, with the endpoint's key.
http::ClientRequest page_request(const Endpoint& endpoint, std::string_view page);
/// A JSON page that is an object; nullopt when the server has no such page or cannot be reached.
std::optional<schema::json> server_page(const Endpoint& endpoint, std::string_view page);
/// A text member of a JSON page; nullopt when the server has no such page, which is common.
std::optional<std::string> server_version(const Endpoint& endpoint, std::string_view page,
                                          std::string_view member);

}  // namespace lem::measure
