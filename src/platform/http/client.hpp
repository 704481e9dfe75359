#pragma once
/// A small blocking HTTP client over libcurl: submit, readiness probes. Not for load: measure/ has
/// its own. Each call is independent; thread-safe.

#include "platform/http/api/message.hpp"

#include <chrono>

namespace lem::http {

struct ClientRequest {
    std::string method = "GET";
    std::string url;
    std::vector<Header> headers = {};
    std::string body = {};
    std::filesystem::path body_file = {};  // sent instead of `body` when set
    std::filesystem::path ca_file = {};    // PEM, instead of the system's authorities
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{60'000};
    std::size_t response_bytes_max = 64 * 1024 * 1024;
};

struct ClientResponse {
    int status = 0;
    std::string content_type;
    std::string body;
};

/// Any status is an answer. Throws Error(unavailable) when there is none, saying why and what to
/// do.
ClientResponse fetch(const ClientRequest& request);

}  // namespace lem::http
