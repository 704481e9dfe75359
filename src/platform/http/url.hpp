#pragma once
/// URLs for clients: parsed and resolved (RFC 3986) by libcurl. Pure; thread-safe; does not throw.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lem::http {

/// The parts of an http or https address, each as libcurl writes it: no dot segments, an IPv6
/// address in brackets.
struct Url {
    std::string scheme;  // in lower case
    std::string host;    // in lower case
    std::string port;    // empty when the address names none
    std::string path;    // "/" at least
    bool has_user = false;
    bool has_query = false;  // or a fragment

    /// "https://lem.example:8443", without a path.
    std::string origin() const;
};

/// 443 for https, else 80.
std::uint16_t default_port(std::string_view scheme);

/// nullopt for anything but a whole http or https address with a host and a legal port.
std::optional<Url> parse_url(std::string_view text);

/// Resolves `reference`, such as the value of a Location header. nullopt if the result is not a
/// valid URL.
std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);

}  // namespace lem::http
