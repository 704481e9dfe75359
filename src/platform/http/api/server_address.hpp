#pragma once
/// The address of this server as its clients see it. Pure.

#include "platform/http/api/message.hpp"

namespace lem::http {

/// "https://lem.example/lem", without a slash at its end; only the base path if the name of the
/// host has unusual characters.
std::string server_address(const Request& request, const std::string& base_path);

}  // namespace lem::http
