#pragma once
/// Latencies of one request, from its record. Pure; thread-safe.

#include "domain/result/request_record.hpp"

namespace lem::domain {

/// Streamed output tokens; nullopt if they were not counted, or if some came in a field that the
/// client does not know.
inline std::optional<std::int64_t> streamed_tokens(const RequestRecord& request) {
    if (!request.output_tokens || request.unread_chunks) return std::nullopt;
    return *request.output_tokens - request.hidden_tokens.value_or(0);
}

/// Did its tokens arrive together, not one after another? Something on the way, or the server, held
/// them back: no stream generates a token every 10 us.
inline bool arrived_at_once(const RequestRecord& request) {
    constexpr double least_ms_per_token = 0.01;
    const std::int64_t tokens = streamed_tokens(request).value_or(0);
    return tokens >= 2 && request.first_token_ms && request.last_token_ms &&
           *request.last_token_ms - *request.first_token_ms <
               least_ms_per_token * static_cast<double>(tokens - 1);
}

/// (last token - first token) / (streamed tokens - 1); nullopt for fewer than two, and where they
/// arrived at once.
inline std::optional<double> latency_per_token_ms(const RequestRecord& request) {
    const std::int64_t tokens = streamed_tokens(request).value_or(0);
    if (tokens < 2 || !request.first_token_ms || !request.last_token_ms) return std::nullopt;
    if (arrived_at_once(request)) return std::nullopt;
    return (*request.last_token_ms - *request.first_token_ms) / static_cast<double>(tokens - 1);
}

}  // namespace lem::domain
