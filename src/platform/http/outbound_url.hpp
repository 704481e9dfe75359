#pragma once
/// The addresses that the server calls, read strictly: what is written in an odd way (an IPv4
/// address in octal, in hexadecimal or short, an escaped host, a user's name) could mean another
/// host to another reader, and is refused. Pure; thread-safe.

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace lem::http {

struct OutboundUrl {
    std::string scheme;  // "http" or "https"
    std::string host;    // in lower case; an IPv6 address is in brackets
    std::uint16_t port = 0;
    std::string target;                               // path and query; "/" at least
    std::optional<boost::asio::ip::address> address;  // if the host is one

    /// "https://issuer.example:8443": with the port, unless it is the scheme's own.
    std::string origin() const;
    std::string text() const { return origin() + target; }
};

/// Without the fragment. Throws Error(bad_request) that says what is wrong with it; the text
/// itself, which may hold a secret, is not in the message.
OutboundUrl read_outbound_url(std::string_view text);

}  // namespace lem::http
