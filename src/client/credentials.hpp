#pragma once
/// The server and the token to publish with, as users type them. Pure; thread-safe.

#include <string>
#include <string_view>

namespace lem::client {

struct Credentials {
    std::string server = "http://127.0.0.1:8080";
    std::string token;
};

/// The base URL of a server's pages and API, without a trailing slash: "https://lem.example/lem".
/// Corrects unambiguous slips: spaces and line breaks around it, slashes at its end, the path of
/// the API, a query copied along, capitals in scheme and host, and a missing scheme (http on this
/// machine, https elsewhere). Throws Error(bad_request) for everything else.
std::string server_address(std::string_view typed);

/// The token without surrounding spaces and line breaks, which files and clipboards add. Throws
/// Error(bad_request) when it contains a character that no token has.
std::string token_text(std::string_view typed);

/// Both of them, for a command that will publish. Throws Error(unauthenticated) without a token.
Credentials checked(const Credentials& typed);

/// The address of a page that the server names by its path.
std::string page_address(std::string_view server, std::string_view path);

}  // namespace lem::client
