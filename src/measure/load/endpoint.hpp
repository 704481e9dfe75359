#pragma once
/// The address of an OpenAI-compatible server, how requests are sent to it, and which of the host's
/// addresses accepts connections.

#include "domain/experiment/engine.hpp"

#include <cstdint>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace lem::measure {

struct Header {
    std::string name;
    std::string value;
};

struct Endpoint {
    std::string host;
    std::uint16_t port = 80;
    std::string base_path;  // "" or "/prefix", before the server's other pages, such as /version
    std::string chat_target = "/v1/chat/completions";  // with its query
    std::vector<Header> headers;                       // with keys in them
    std::vector<std::string> query_secrets;
    bool tls = false;
    std::string ca_file;  // PEM file of trusted authorities; "" takes the system's
    std::string model;    // the name of the model at the server; "" is model.name

    std::string authority() const;  // HOST:PORT, as in a Host header
    std::string url() const;        // without the query
    /// Secrets that must never be written to a file or message: values of headers and of the query
    /// from the environment.
    std::vector<std::string> secrets() const;
};

/// http://HOST[:PORT][/PREFIX][?QUERY], or https. A path that ends in /chat/completions is used as
/// it is; otherwise /v1/chat/completions is appended. A query value that starts with $ names an
/// environment variable. Throws Error(bad_request) for anything else, for a variable that is not
/// set, and for a key in the query itself.
Endpoint parse_endpoint(const std::string& base_url);

/// Adds `Authorization: Bearer KEY`, and the headers whose values are in environment variables
/// (header -> variable). Throws Error(bad_request) for a variable that is not set or contains
/// characters that no header can.
void add_headers(Endpoint& endpoint, const domain::EngineConfig& config);

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

/// The first address of the host that accepts a connection: "localhost" often has two, of which
/// only one is served. Throws Error(unavailable) when none does within a few seconds.
Address reach(const Endpoint& endpoint);

}  // namespace lem::measure
