#pragma once
/// Computes the metrics of a result from requests and cycles: the same code for the program that
/// measures and for the server, which recomputes submitted figures. Pure; does not throw.

#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

/// The latencies of a cycle's requests, in milliseconds.
struct LatencySamples {
    std::vector<double> time_to_first_token_ms;
    std::vector<double> time_to_first_answer_token_ms;
    std::vector<double> latency_per_token_ms;  // of requests with two streamed tokens or more
    std::vector<double> e2e_latency_ms;
    std::vector<double> time_to_first_token_from_schedule_ms;  // open loops only
    std::vector<double> e2e_latency_from_schedule_ms;
};

/// A metric of requests: its samples, its mean, and its percentiles in `metrics`.
struct Distribution {
    std::string_view metric;
    std::vector<double> LatencySamples::* samples;
};
inline constexpr std::array distributions{
    Distribution{"time_to_first_token_ms", &LatencySamples::time_to_first_token_ms},
    Distribution{"time_to_first_answer_token_ms", &LatencySamples::time_to_first_answer_token_ms},
    Distribution{"latency_per_token_ms", &LatencySamples::latency_per_token_ms},
    Distribution{"e2e_latency_ms", &LatencySamples::e2e_latency_ms},
    Distribution{"time_to_first_token_from_schedule_ms",
                 &LatencySamples::time_to_first_token_from_schedule_ms},
    Distribution{"e2e_latency_from_schedule_ms", &LatencySamples::e2e_latency_from_schedule_ms},
};
/// The percentiles of a distribution, in the order of `metrics`.
std::vector<const MetricDefinition*> percentiles_of(const Distribution& distribution);

/// The version of the definitions since which latencies of a closed loop exclude its start.
inline constexpr std::string_view steady_latencies_since = "1.4";

/// The requests of a cycle that its latencies include, by the definitions of `version`: all that
/// completed; from 1.4 on, in a closed loop, those sent inside the steady window, because the burst
/// at a cycle's start meets an idle engine.
bool counts_for_latency(const RequestRecord& record, const Load* load, const Window& window,
                        std::string_view version);
/// Adds a request that completed; ignores one that did not.
void add_latencies(LatencySamples& samples, const RequestRecord& record, const Load* load);
/// The latencies of a result's cycles, one request at a time. The result must outlive it.
class RequestSamples {
public:
    explicit RequestSamples(const Result& result);
    /// Ignores requests outside the cycles, and those whose latencies do not count.
    void add(const RequestRecord& record);
    /// In the order of the cycles; empty when no request was added.
    std::span<const LatencySamples> by_cycle() const;

private:
    const Result& result_;
    std::map<int, std::size_t> place_of_;  // of a cycle, by its index
    std::vector<LatencySamples> samples_;
    bool any_ = false;
};

/// Means and percentiles of a cycle. A percentile is absent below `requests_needed`.
void set_latencies(CycleMetrics& of_cycle, const LatencySamples& samples);

/// Why metrics are absent that depend on data outside the cycles.
struct AbsentReasons {
    std::string energy;
    std::string compute;    // missing data of the model
    std::string peak;       // of the devices: FLOP/s,
    std::string bandwidth;  // and bytes/s
};

/// Fills in `result.summary` from its cycles; absent metrics get a reason. Rates and ratios are
/// pooled over the cycles: the sum of the numerators divided by the sum of the denominators.
/// Percentiles are means over the cycles; from five cycles on they are those of the pooled requests
/// (`samples`, one for each cycle), with an interval by the cluster bootstrap.
void summarise(Result& result, std::span<const LatencySamples> samples,
               const AbsentReasons& reasons);

/// A metric of the summary whose submitted value differs from the recomputed one.
struct SummaryDifference {
    std::string metric;
    std::string part;  // mean, ci95_low, ci95_high
    std::optional<double> submitted;
    std::optional<double> recomputed;
};

/// The summary recomputed from the submitted cycles and requests, and where the submitted one
/// differs by more than rounding. A metric that is absent keeps the submitted reason.
struct RecomputedSummary {
    Summary summary;
    std::vector<SummaryDifference> differences;
};
/// `samples` are those of RequestSamples.
RecomputedSummary recompute_summary(const Result& result, std::span<const LatencySamples> samples);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::SummaryDifference> {
    using T = domain::SummaryDifference;
    static constexpr auto record = schema::record(
        "SummaryDifference", "Where a submitted summary differs from the cycles and requests.",
        field("metric", &T::metric, {.doc = "The metric."}),
        field("part", &T::part, {.doc = "mean, ci95_low or ci95_high."}),
        field("submitted", &T::submitted, {.doc = "As submitted."}),
        field("recomputed", &T::recomputed, {.doc = "From the cycles and requests."}));
};

}  // namespace lem::schema
