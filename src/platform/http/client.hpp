#pragma once
/// A small blocking HTTP client over libcurl: submit, readiness probes. Not for load: measure/ has
/// its own. Each call is independent; thread-safe.

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
    /// Ends the call when not one byte moved for so long; 0 is no such limit.
    std::chrono::seconds stall_timeout{0};
    /// Asked several times a second; false ends the call with Error(cancelled).
    std::function<bool(UploadProgress)> go_on = {};
    std::size_t response_bytes_max = 64 * 1024 * 1024;
};

struct ClientResponse {
    int status = 0;
    std::string content_type;
    std::vector<Header> headers;  // of the last answer, in its order
    std::string body;

    /// Empty when absent. Names compare without case.
    std::string_view header(std::string_view name) const;
};

/// Any status is an answer. Throws Error when there is none, saying why and what to do:
/// `unavailable` or `timed_out` when the next try may succeed, `bad_request` when it cannot (a
/// certificate that is not trusted, a scheme the server does not have), `cancelled`.
ClientResponse fetch(const ClientRequest& request);

}  // namespace lem::http
