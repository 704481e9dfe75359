#pragma once
/// What the checks need of a bundle's requests, added up one request at a time: memory for each
/// cycle, not for each request. One thread at a time; no I/O.

#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

/// Of the requests of one cycle.
struct CycleTotals {
    // Of requests that ended well and have two tokens or more.
    double latency_count = 0;
    double time_to_first_token_ms = 0;
    double decode_ms = 0;

    // Of a request that lies across an edge of the window, any part of its tokens may be counted;
    // of the others all or none.
    double output_tokens_least = 0;
    double output_tokens_most = 0;
    bool tokens_known = false;  // some request says how many it had, and none leaves it out
    bool tokens_missing = false;

    // In the window.
    double in_flight_ms = 0;
    bool any_ended = false;
};

class RequestTotals {
public:
    /// For the cycles of a result; of cycles that share an index (A1 rejects that), one. Nothing is
    /// kept of them.
    explicit RequestTotals(std::span<const Cycle> cycles);

    void add(const RequestRecord& request);

    /// Null for an index without a cycle.
    const CycleTotals* of(const Cycle& cycle) const;

    /// Of measured requests that ended well.
    double count() const { return count_; }
    double output_tokens() const { return output_tokens_; }
    double chunks() const { return chunks_; }

private:
    struct Window {
        int cycle;
        double start_ms, end_ms;
        CycleTotals totals;
    };
    static void add_to(Window& window, const RequestRecord& request, bool good);

    std::vector<Window> windows_;  // by cycle
    double count_ = 0, output_tokens_ = 0, chunks_ = 0;
};

RequestTotals totals_of(const Result& result, std::span<const RequestRecord> requests);

}  // namespace lem::domain
