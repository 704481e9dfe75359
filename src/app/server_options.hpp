#pragma once
/// What the configuration says about the HTTP server: address, proxies, limits.

#include "app/config.hpp"
#include "platform/http/server/server.hpp"

namespace lem::app {

/// Throws Error(bad_request) for a setting that is wrong, and for an address that others reach
/// without TLS on the way.
http::ServerOptions server_options(const Config& config);

}  // namespace lem::app
