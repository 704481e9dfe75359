#pragma once
/// A server below a path of a host, such as /lem of https://example.org/lem behind a reverse proxy.
/// Routes, handlers and pages are written as if the server were at the root; only this file moves
/// answers below the base path. Pure; thread-safe.

#include "platform/http/api/message.hpp"

namespace lem::http {

/// "/lem" from "lem/", "/lem" or "/lem/"; empty for "" and "/". Throws Error(bad_request) unless it
/// is a path of plain segments (letters, digits, '-', '_', '.', '~').
std::string read_base_path(std::string_view typed);

/// The path without `base`, whether or not the proxy has already removed it.
std::string_view inside_base_path(std::string_view base, std::string_view path);

/// Prefixes addresses of this server: links, scripts and forms of an HTML body, and the headers
/// Location, Link and the path of Set-Cookie. Does nothing when `base` is empty.
void move_below(std::string_view base, Response& response);

}  // namespace lem::http
