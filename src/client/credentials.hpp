#pragma once
/// Where to publish and as whom, as people type it. Pure; thread-safe.

#include <string>
#include <string_view>

namespace lem::client {

struct Credentials {
    std::string server = "http://127.0.0.1:8080";
    std::string token;
};

/// The address below which a server's pages and API are, without a slash at its end:
/// "https://lem.example/lem". Mends what cannot be meant otherwise: blanks and line ends around it,
/// slashes at its end, the path of the API, a query copied along, capitals in scheme and host, and
/// a missing scheme (http on this machine, https elsewhere). Throws Error(bad_request) for
/// everything else.
std::string server_address(std::string_view typed);

/// The token without blanks and line ends around it, as files and clipboards add them. Throws
/// Error(bad_request) when it holds what no token can.
std::string token_text(std::string_view typed);

/// Both of them, for a command that will publish. Throws Error(unauthenticated) without a token.
Credentials checked(const Credentials& typed);

/// The address of a page that the server names by its path.
std::string page_address(std::string_view server, std::string_view path);

}  // namespace lem::client
