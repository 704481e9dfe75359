#pragma once
/// The one door for requests that the server makes to others: no address that somebody typed may
/// reach what only the server can reach. A name is resolved once, every address of it must be
/// public, and the connection goes to one of those addresses, so that a second answer of the name
/// server changes nothing. Redirects are answers and are not followed; proxies of the environment
/// are not used, because they would resolve the name again. Thread-safe.

#include "platform/http/client.hpp"

#include <boost/asio/ip/address.hpp>

namespace lem::http {

/// The addresses of a host name. Throws Error(unavailable) if it has none; blocks.
using Resolver = std::function<std::vector<boost::asio::ip::address>(const std::string& host)>;
std::vector<boost::asio::ip::address> resolve_host(const std::string& host);

class Outbound {
public:
    struct Settings {
        /// Addresses that the operator named: their scheme, host and port may be called although
        /// they are private or without TLS. Others must be https, on port 443 or 8443.
        std::vector<std::string> allowed = {};
        std::chrono::milliseconds timeout = limits::outbound_timeout;  // for the whole call
        std::filesystem::path ca_file = {};  // PEM, instead of the system's authorities
        Resolver resolve = resolve_host;
    };
    /// Throws Error(bad_request) if an allowed address is not one.
    explicit Outbound(Settings settings);

    /// Of `request`: method, url, headers, body. Any status is an answer. Throws Error:
    /// `bad_request` if the address may not be called or a retry would fail the same way,
    /// `unavailable` or `timed_out` if a retry may succeed. Messages name the host only, because
    /// the rest of an address may hold a secret.
    ClientResponse fetch(ClientRequest request) const;

    /// Throws as fetch does for an address that may never be called; resolves nothing.
    void require_callable(std::string_view url) const;

private:
    Settings settings_;
    std::vector<std::string> allowed_origins_;
};

}  // namespace lem::http
