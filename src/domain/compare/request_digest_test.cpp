#include "domain/compare/request_digest.hpp"

#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <numeric>

namespace lem::domain {
namespace {

TEST(LatencyHistogram, CountsEachLatencyInTheBinThatHoldsIt) {
    const auto made = histogram_of({1000, 10, 11, 12, 99.9, 100});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->requests, 6);
    EXPECT_EQ(made->first_bin, 20) << "10 ms is 10^(20/20) ms";
    ASSERT_EQ(made->counts.size(), 41U) << "1,000 ms is in bin 60";
    EXPECT_EQ(made->counts[0], 2) << "10 and 11";
    EXPECT_EQ(made->counts[1], 1) << "12: from 11.2 on";
    EXPECT_EQ(made->counts[19], 1) << "99.9";
    EXPECT_EQ(made->counts[20], 1) << "100";
    EXPECT_EQ(made->counts[40], 1);
    EXPECT_EQ(std::accumulate(made->counts.begin(), made->counts.end(), 0), 6);
}

TEST(LatencyHistogram, IsBoundedWhateverTheLatencies) {
    const auto made = histogram_of({-5, 0, 1e-9, most("ms")});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->first_bin, -60) << "a microsecond and less";
    EXPECT_EQ(made->counts.front(), 3);
    EXPECT_LE(made->counts.size(), 300U);
    EXPECT_FALSE(histogram_of({}));
}

TEST(LatencyHistogram, HasTheQuantilesThatItsRequestsAreEnoughFor) {
    std::vector<double> latencies(100);
    std::iota(latencies.begin(), latencies.end(), 1.0);
    const auto made = histogram_of(latencies);
    EXPECT_NEAR(*made->p50_ms, 50.5, 1e-9);
    EXPECT_NEAR(*made->p5_ms, 5.95, 1e-9);
    EXPECT_NEAR(*made->p95_ms, 95.05, 1e-9);
    EXPECT_FALSE(made->p99_ms) << "459 requests are needed";
    EXPECT_FALSE(histogram_of({1, 2, 3})->p50_ms);
}

TEST(RequestDigest, LeavesOutWarmUpFailuresAndTheStartOfAClosedLoop) {
    const Result result = test::sample_result();
    const double start_ms = result.cycles.front().window.start_s * 1000;
    const auto request = [&](int cycle, double sent_ms) {
        return RequestRecord{.cycle = cycle,
                             .index = 7,
                             .sent_ms = sent_ms,
                             .first_token_ms = sent_ms + 20,
                             .last_token_ms = sent_ms + 120,
                             .input_tokens = 50,
                             .output_tokens = 101};
    };
    RequestRecord failed = request(1, start_ms + 1);
    failed.error = "refused";
    RequestDigest digest;
    for (const RequestRecord& one : {request(0, start_ms), request(1, start_ms - 1), failed,
                                     request(1, start_ms + 1), request(99, start_ms + 1)})
        add(digest, one, result);
    ASSERT_EQ(digest.served.size(), 3U) << "the one before the window was served, too";
    EXPECT_EQ(digest.served[0].output_tokens, 101);
    EXPECT_EQ(digest.latencies.time_to_first_token_ms, std::vector<double>{20});
    EXPECT_EQ(digest.latencies.latency_per_token_ms, std::vector<double>{1});
    EXPECT_GT(digest.size_bytes(), 3 * sizeof(ServedRequest));
}

}  // namespace
}  // namespace lem::domain
