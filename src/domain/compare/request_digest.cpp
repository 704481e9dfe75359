#include "domain/compare/request_digest.hpp"

#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {
namespace {

std::optional<std::int32_t> counted(std::optional<std::int64_t> tokens) {
    static_assert(most_counted <= std::numeric_limits<std::int32_t>::max());
    return tokens ? std::optional(static_cast<std::int32_t>(*tokens)) : std::nullopt;
}

int bin_of(double latency_ms) {
    constexpr double least_ms = 1e-3;
    return static_cast<int>(
        std::floor(std::log10(std::max(latency_ms, least_ms)) * latency_bins_per_decade));
}

}  // namespace

std::size_t RequestDigest::size_bytes() const {
    std::size_t values = 0;
    for (const Distribution& distribution : distributions)
        values += (latencies.*distribution.samples).size();
    return served.size() * sizeof(ServedRequest) + values * sizeof(double);
}

void add(RequestDigest& digest, const RequestRecord& record, const Result& result) {
    if (record.cycle == 0 || record.error) return;
    digest.served.push_back({.place = {record.cycle, record.index},
                             .input_tokens = counted(record.input_tokens),
                             .output_tokens = counted(record.output_tokens)});
    const auto cycle = std::ranges::find(result.cycles, record.cycle, &Cycle::index);
    if (cycle == result.cycles.end()) return;
    const Load* load = load_of(result);
    if (counts_for_latency(record, load, cycle->window, metric_definitions_version))
        add_latencies(digest.latencies, record, load);
}

std::optional<LatencyHistogram> histogram_of(std::vector<double> latencies_ms) {
    if (latencies_ms.empty()) return std::nullopt;
    std::ranges::sort(latencies_ms);
    LatencyHistogram made{.requests = static_cast<int>(latencies_ms.size())};
    const auto quantile = [&](double q) {
        const bool enough = made.requests >= requests_needed(std::max(q, 1 - q));
        return enough ? std::optional(percentile(latencies_ms, q)) : std::nullopt;
    };
    made.p5_ms = quantile(0.05);
    made.p25_ms = quantile(0.25);
    made.p50_ms = quantile(0.5);
    made.p75_ms = quantile(0.75);
    made.p95_ms = quantile(0.95);
    made.p99_ms = quantile(0.99);
    made.first_bin = bin_of(latencies_ms.front());
    made.counts.resize(static_cast<std::size_t>(bin_of(latencies_ms.back()) - made.first_bin + 1));
    for (const double latency : latencies_ms)
        ++made.counts[static_cast<std::size_t>(bin_of(latency) - made.first_bin)];
    return made;
}

}  // namespace lem::domain
