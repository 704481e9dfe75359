#pragma once
/// A small blocking HTTP client over libcurl: submit, readiness probes. Not for load: measure/ has
/// its own client. Each call is independent; thread-safe.

#include "base/limits.hpp"
#include "platform/http/api/message.hpp"

#include <chrono>
#include <functional>

namespace lem::http {

/// How far a body has been sent.
struct UploadProgress {
    std::uint64_t sent_bytes = 0;
    std::uint64_t total_bytes = 0;
};

struct ClientRequest {
    std::string method = "GET";
    std::string url;
    std::vector<Header> headers = {};
    std::string body = {};
    std::filesystem::path body_file = {};  // sent instead of `body` when set
    std::filesystem::path ca_file = {};    // PEM, instead of the system's authorities
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{60'000};
    /// Ends the call after this time without a byte in either direction; 0: no limit.
    std::chrono::seconds stall_timeout{0};
    /// Called several times a second; false ends the call with Error(cancelled).
    std::function<bool(UploadProgress)> go_on = {};
    std::size_t response_bytes_max = 64 * 1024 * 1024;
    std::size_t head_bytes_max = 256 * 1024;  // of the response
    /// The IP addresses to connect to, instead of looking the host up or asking a proxy of the
    /// environment. The server still hears the name of the address.
    std::vector<std::string> connect_to = {};
    std::string spoken_name = {};  // in messages, instead of the address
};

struct ClientResponse {
    int status = 0;
    std::string content_type;
    std::vector<Header> headers;  // of the last answer, in its order
    std::string body;

    /// Empty when absent. Names compare without case.
    std::string_view header(std::string_view name) const;
};

/// Any status is an answer. Without one, throws Error with the reason and what to do: `unavailable`
/// or `timed_out` if a retry may succeed, `bad_request` if it cannot (an untrusted certificate, a
/// scheme that the server does not support), `cancelled`.
ClientResponse fetch(const ClientRequest& request);

}  // namespace lem::http
