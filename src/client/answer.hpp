#pragma once
/// What the answer to a submit means, whoever gave it: the server, or a proxy in front of it. Pure;
/// thread-safe.

#include "base/clock.hpp"
#include "domain/board/published_result.hpp"
#include "platform/http/client.hpp"

#include <variant>

namespace lem::client {

/// The upload was not taken.
struct Refusal {
    Error error;  // retryable() when the same upload may be taken later
    /// What Retry-After asks for, at least 0; nullopt when the answer does not say.
    std::optional<std::chrono::seconds> retry_after;
};

/// `request` is what was answered, for the words.
std::variant<domain::Receipt, Refusal> read_answer(const http::ClientRequest& request,
                                                   const http::ClientResponse& response,
                                                   Milliseconds now_ms);

}  // namespace lem::client
