#pragma once
/// Interprets the answer to a submit, from the server or from a proxy in front of it. Pure;
/// thread-safe.

#include "base/clock.hpp"
#include "domain/board/published_result.hpp"
#include "platform/http/client.hpp"

#include <variant>

namespace lem::client {

/// The upload was rejected.
struct Refusal {
    Error error;  // retryable() when the same upload may be accepted later
    /// What Retry-After asks for, at least 0; nullopt when the answer does not say.
    std::optional<std::chrono::seconds> retry_after;
};

/// Why a request was refused, by an answer whose status is none of success.
Refusal read_refusal(const http::ClientRequest& request, const http::ClientResponse& response,
                     Milliseconds now_ms);

/// `request` is the one that was answered; messages name its URL.
std::variant<domain::Receipt, Refusal> read_answer(const http::ClientRequest& request,
                                                   const http::ClientResponse& response,
                                                   Milliseconds now_ms);

}  // namespace lem::client
