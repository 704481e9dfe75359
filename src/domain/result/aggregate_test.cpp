#include "domain/result/aggregate.hpp"

#include "support/sample_result.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// `count` requests of a cycle, sent each 100 ms from `start_ms`, whose first token comes after
/// `first(i)` ms and each of 15 more after 20 ms.
template <class First>
void add_requests(std::vector<RequestRecord>& records, int cycle, int count, double start_ms,
                  First first) {
    for (int i = 0; i < count; ++i) {
        const double sent = start_ms + 100.0 * i;
        records.push_back({.cycle = cycle,
                           .index = i,
                           .scheduled_ms = sent,
                           .sent_ms = sent,
                           .first_token_ms = sent + first(i),
                           .last_token_ms = sent + first(i) + 300,
                           .output_tokens = 16,
                           .chunks = 16});
    }
}

std::vector<LatencySamples> samples_of(const Result& result,
                                       std::span<const RequestRecord> records) {
    RequestSamples samples(result);
    for (const RequestRecord& record : records)
        samples.add(record);
    const auto by_cycle = samples.by_cycle();
    return {by_cycle.begin(), by_cycle.end()};
}

/// The summary of a document whose program made it right.
Result summarised(Result result, std::span<const RequestRecord> records) {
    result.summary = recompute_summary(result, samples_of(result, records)).summary;
    return result;
}

TEST(RecomputedSummary, AgreesWithADocumentThatIsRight) {
    const Result result = summarised(test::sample_result(), {});
    EXPECT_TRUE(recompute_summary(result, {}).differences.empty());
}

TEST(RecomputedSummary, FindsEachPartThatIsNotWhatTheCyclesGive) {
    Result result = summarised(test::sample_result(), {});
    auto& throughput = result.summary.throughput_tokens_per_sec;
    throughput.mean = *throughput.mean * 1.01;
    throughput.ci95_low = throughput.mean;
    throughput.ci95_high = throughput.mean;
    result.summary.tokens_per_joule.ci95_low.reset();
    std::vector<std::string> found;
    for (const SummaryDifference& difference : recompute_summary(result, {}).differences)
        found.push_back(difference.metric + " " + difference.part);
    EXPECT_EQ(found,
              (std::vector<std::string>{
                  "tokens_per_joule ci95_low", "throughput_tokens_per_sec mean",
                  "throughput_tokens_per_sec ci95_low", "throughput_tokens_per_sec ci95_high"}));
}

TEST(RecomputedSummary, TakesLatenciesFromTheRequests) {
    Result result = test::sample_result();
    std::vector<RequestRecord> records;
    for (const Cycle& cycle : result.cycles)
        add_requests(records, cycle.index, 100, cycle.window.start_s * 1000,
                     [](int i) { return 50.0 + i; });
    const Summary own = recompute_summary(result, samples_of(result, records)).summary;
    EXPECT_NEAR(own.time_to_first_token_ms.mean.value(), 99.5, 1e-9);
    EXPECT_NEAR(own.time_to_first_token_ms_p50.mean.value(), 99.5, 1e-9);
    EXPECT_NEAR(own.time_to_first_token_ms_p90.mean.value(), 139.1, 1e-9);
    EXPECT_EQ(own.time_to_first_token_ms_p99.mean, std::nullopt) << "99 needs 459 requests";
    EXPECT_NEAR(own.latency_per_token_ms.mean.value(), 20, 1e-9);
    EXPECT_NEAR(own.e2e_latency_ms_p90.mean.value(), 439.1, 1e-9);
}

TEST(RecomputedSummary, PoolsRequestsFromFiveCyclesOn) {
    Result result = test::sample_result();
    while (result.cycles.size() < 5) {
        result.cycles.push_back(result.cycles.back());
        result.cycles.back().index = static_cast<int>(result.cycles.size());
    }
    std::vector<RequestRecord> records;
    for (const Cycle& cycle : result.cycles)
        add_requests(records, cycle.index, 100, cycle.window.start_s * 1000,
                     [&](int i) { return 50.0 + i + cycle.index; });
    const Summary own = recompute_summary(result, samples_of(result, records)).summary;
    const MetricSummary& p90 = own.time_to_first_token_ms_p90;
    EXPECT_EQ(p90.method, IntervalMethod::cluster_bootstrap);
    EXPECT_EQ(p90.n, 5);
    EXPECT_NEAR(p90.mean.value(), 142, 1);
    EXPECT_LT(p90.ci95_low.value(), p90.mean.value());
    EXPECT_GT(p90.ci95_high.value(), p90.mean.value());
    // Resampling is repeatable: a document that was made so has no difference.
    result.summary = own;
    EXPECT_TRUE(recompute_summary(result, samples_of(result, records)).differences.empty());
}

/// Definitions 1.4: the burst at a cycle's start finds an idle engine and is left out.
TEST(CountsForLatency, AClosedLoopCountsWhatWasSentInsideTheWindowFromDefinitions14On) {
    const Window window{.start_s = 10, .end_s = 20, .started_at = {}, .ended_at = {}};
    const auto sent = [](double ms) { return RequestRecord{.sent_ms = ms}; };
    const Load closed = ConcurrencyLoad{};
    const Load open = ConstantLoad{};
    EXPECT_TRUE(counts_for_latency(sent(9'999), &closed, window, "1.3"));
    EXPECT_FALSE(counts_for_latency(sent(9'999), &closed, window, "1.4"));
    EXPECT_TRUE(counts_for_latency(sent(10'000), &closed, window, "1.4"));
    EXPECT_FALSE(counts_for_latency(sent(20'000), &closed, window, "1.10"));
    EXPECT_TRUE(counts_for_latency(sent(9'999), &open, window, "1.4"));
}

TEST(Distributions, NameTheirPercentiles) {
    for (const Distribution& distribution : distributions) {
        ASSERT_NE(find_metric(distribution.metric), nullptr) << distribution.metric;
        for (const MetricDefinition* metric : percentiles_of(distribution))
            EXPECT_EQ(metric->name, std::string(distribution.metric) + "_p" +
                                        std::to_string(std::lround(*metric->percentile * 100)));
    }
    EXPECT_EQ(percentiles_of(distributions[0]).size(), 3U);
}

}  // namespace
}  // namespace lem::domain
