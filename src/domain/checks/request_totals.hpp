#pragma once
/// Sums over a bundle's requests for the checks, added one request at a time: memory per cycle, not
/// per request. One thread at a time; no I/O.

#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

/// Of the requests of one cycle.
struct CycleTotals {
    // Requests that succeeded with two tokens or more.
    double latency_count = 0;
    double time_to_first_token_ms = 0;
    double decode_ms = 0;

    // A request across an edge of the window may count any part of its tokens; the others count all
    // or none.
    double output_tokens_least = 0;
    double output_tokens_most = 0;
    bool tokens_known = false;  // some request says how many it had, and none leaves it out
    bool tokens_missing = false;

    // In the window.
    double in_flight_ms = 0;
    bool any_ended = false;

    std::int64_t failed = 0;  // ended with an error, or were cut off at the end of the cycle
};

class RequestTotals {
public:
    /// For the cycles of a result; cycles that share an index (A1 rejects them) count as one. The
    /// result is not kept.
    explicit RequestTotals(const Result& result);

    void add(const RequestRecord& request);

    /// Null for an index without a cycle.
    const CycleTotals* of(const Cycle& cycle) const;

    /// Totals of the measured requests that succeeded.
    double count() const { return count_; }
    double output_tokens() const { return output_tokens_; }
    double chunks() const { return chunks_; }
    /// Of the output tokens, those that were never streamed.
    double hidden_tokens() const { return hidden_tokens_; }
    /// Requests with chunks that the client could not read.
    int unread() const { return unread_; }
    /// Requests of which more prompt tokens were cached than sent.
    int cached_above_prompt() const { return cached_above_prompt_; }

private:
    struct CycleWindow {
        int cycle;
        double start_ms, end_ms;
        domain::Window window;
        CycleTotals totals;
    };
    void add_to(CycleWindow& window, const RequestRecord& request, bool good) const;

    std::vector<CycleWindow> windows_;  // by cycle
    const Load* load_;                  // of the result; null: not known
    std::string definitions_;
    double count_ = 0, output_tokens_ = 0, chunks_ = 0, hidden_tokens_ = 0;
    int unread_ = 0, cached_above_prompt_ = 0;
};

RequestTotals totals_of(const Result& result, std::span<const RequestRecord> requests);

}  // namespace lem::domain
