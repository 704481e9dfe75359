#pragma once
/// What a comparison needs of a result's requests, from one pass over their records: how long those
/// were that both results may share, and how the latencies are distributed. Pure; does not throw.

#include "domain/result/aggregate.hpp"

#include <compare>

namespace lem::domain {

/// A measured request that succeeded, by its place in the schedule.
struct ServedRequest {
    struct Place {
        int cycle = 0;
        std::int64_t index = 0;
        auto operator<=>(const Place&) const = default;
    };
    Place place;
    std::optional<std::int32_t> input_tokens;
    std::optional<std::int32_t> output_tokens;
};

struct RequestDigest {
    std::vector<ServedRequest> served;
    /// Of the requests that count by the current definitions, whatever definitions the result has.
    LatencySamples latencies;

    bool empty() const { return served.empty(); }
    std::size_t size_bytes() const;
};

/// Ignores warm-up and failed requests. `result` is the one that the record belongs to.
void add(RequestDigest& digest, const RequestRecord& record, const Result& result);

/// How the latencies of requests are distributed. Bin i has those from 10^(i / bins_per_decade) ms
/// up to 10^((i + 1) / bins_per_decade) ms, for every result, so that results compare bin by bin.
struct LatencyHistogram {
    int requests = 0;
    std::optional<double> p5_ms;  // nullopt below `requests_needed`; likewise the others
    std::optional<double> p25_ms;
    std::optional<double> p50_ms;
    std::optional<double> p75_ms;
    std::optional<double> p95_ms;
    std::optional<double> p99_ms;
    int first_bin = 0;
    std::vector<int> counts;  // of first_bin and those after it
};
inline constexpr int latency_bins_per_decade = 20;  // each 12 % wide

/// nullopt without values. Values below a microsecond are in its bin.
std::optional<LatencyHistogram> histogram_of(std::vector<double> latencies_ms);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::LatencyHistogram> {
    using T = domain::LatencyHistogram;
    static constexpr FieldOptions quantile{.doc = "Quantile; null below the requests it needs.",
                                           .unit = "ms"};
    static constexpr auto record = schema::record(
        "LatencyHistogram", "How the latencies of a result's requests are distributed.",
        field("requests", &T::requests, {.doc = "Requests that count."}),
        field("p5_ms", &T::p5_ms, quantile), field("p25_ms", &T::p25_ms, quantile),
        field("p50_ms", &T::p50_ms, quantile), field("p75_ms", &T::p75_ms, quantile),
        field("p95_ms", &T::p95_ms, quantile), field("p99_ms", &T::p99_ms, quantile),
        field("first_bin", &T::first_bin,
              {.doc = "Number of the first bin. Bin i has latencies from 10^(i/20) ms up to "
                      "10^((i+1)/20) ms."}),
        field("counts", &T::counts, {.doc = "Requests in that bin and in each one after it."}));
};

}  // namespace lem::schema
