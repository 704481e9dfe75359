#pragma once
/// Where an OpenAI-compatible server listens, and which of its addresses takes connections.

#include <cstdint>
#include <string>
#include <sys/socket.h>

namespace lem::measure {

struct Endpoint {
    std::string host;
    std::uint16_t port = 80;
    std::string base_path;  // "" or "/prefix", before /v1/...
    std::string api_key;
    bool tls = false;
    std::string ca_file;  // PEM file of trusted authorities; "" takes the system's
    std::string model;    // by which name the server knows it; "" is model.name

    std::string authority() const;  // HOST:PORT, as in a Host header
    std::string url() const;
};

/// http://HOST[:PORT][/PREFIX], or https; throws Error(bad_request) for anything else.
Endpoint parse_endpoint(const std::string& base_url);

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

/// The first address of the host that takes a connection: "localhost" is often two, of which one is
/// served. Throws Error(unavailable) when none does within a few seconds.
Address reach(const Endpoint& endpoint);

}  // namespace lem::measure
