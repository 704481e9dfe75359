#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace lem::domain {
namespace {

TEST(Percentile, InterpolatesAsNumpyDoes) {
    const std::vector<double> values{1, 2, 3, 4, 10};
    struct Case {
        double q, value;
    };
    for (const Case& one : {Case{0, 1}, Case{0.25, 2}, Case{0.5, 3}, Case{0.9, 7.6}, Case{1, 10}})
        EXPECT_NEAR(percentile(values, one.q), one.value, 1e-12) << one.q;
    EXPECT_EQ(percentile(std::vector<double>{7}, 0.99), 7);
}

TEST(Percentile, NeedsMlperfsNumberOfRequests) {
    EXPECT_EQ(requests_needed(0.9), 44);
    EXPECT_EQ(requests_needed(0.99), 459);
    EXPECT_EQ(requests_needed(0.999), 4603);
}

TEST(Summarise, StudentIntervalOfKnownValues) {
    // t(0.975) is 12.7062 for 1, 4.30265 for 2 and 2.77645 for 4 degrees of freedom.
    struct Case {
        std::vector<double> values;
        double mean, deviation, half_width;
    };
    for (const Case& one :
         {Case{{1, 3}, 2, std::sqrt(2.0), 12.7062047}, Case{{10, 12, 14}, 12, 2, 4.968275},
          Case{{2, 4, 4, 5, 5}, 4, std::sqrt(1.5), 1.520722}}) {
        const MetricSummary summary = summarise(one.values, std::nullopt, "");
        EXPECT_NEAR(*summary.mean, one.mean, 1e-12);
        EXPECT_NEAR(*summary.standard_deviation, one.deviation, 1e-12);
        EXPECT_NEAR(*summary.ci95_high - *summary.mean, one.half_width, 1e-5);
        EXPECT_NEAR(*summary.mean - *summary.ci95_low, one.half_width, 1e-5);
        EXPECT_NEAR(*summary.cv, one.deviation / one.mean, 1e-12);
        EXPECT_EQ(summary.n, static_cast<int>(one.values.size()));
        EXPECT_EQ(summary.method, IntervalMethod::student_t);
    }
}

TEST(Summarise, PooledRatioIsTheCentreOfItsInterval) {
    const std::vector<double> ratios{1, 2, 3};
    const MetricSummary summary = summarise(ratios, 2.5, "");
    EXPECT_EQ(summary.mean, 2.5);
    EXPECT_NEAR((*summary.ci95_low + *summary.ci95_high) / 2, 2.5, 1e-12);
    EXPECT_NEAR(*summary.standard_deviation, 1, 1e-12);
}

TEST(Summarise, FewValuesGiveNoInterval) {
    const MetricSummary none = summarise({}, std::nullopt, "no source");
    EXPECT_EQ(none.mean, std::nullopt);
    EXPECT_EQ(none.absent_reason, "no source");
    const MetricSummary one = summarise(std::vector<double>{5}, std::nullopt, "");
    EXPECT_EQ(one.mean, 5);
    EXPECT_EQ(one.ci95_low, std::nullopt);
    EXPECT_EQ(one.method, IntervalMethod::none);
    EXPECT_EQ(one.absent_reason, std::nullopt);
}

TEST(ModifiedZ, FindsTheOneFarOut) {
    // Median 10, MAD 1.
    const std::vector<double> values{9, 10, 11, 10, 20, 8};
    const auto scores = modified_z(values);
    EXPECT_NEAR(scores[4], 0.6745 * 10 / 1, 1e-12);
    EXPECT_NEAR(scores[0], -0.6745, 1e-12);
    EXPECT_EQ(std::count_if(scores.begin(), scores.end(),
                            [](double z) { return std::abs(z) > outlier_z; }),
              1);
    EXPECT_TRUE(modified_z({}).empty());
    const auto equal = modified_z(std::vector<double>{5, 5, 5, 4});
    EXPECT_EQ(equal[0], 0);
    EXPECT_LT(equal[3], -outlier_z);
}

TEST(CvBand, HasItsBoundsBelow) {
    EXPECT_EQ(band_of(0.0199), CvBand::excellent);
    EXPECT_EQ(band_of(0.02), CvBand::good);
    EXPECT_EQ(band_of(0.05), CvBand::noisy);
    EXPECT_EQ(band_of(0.10), CvBand::not_rankable);
}

/// Share of trials in which the interval of five normal values holds the true mean.
TEST(Summarise, IntervalCoversNineteenOfTwenty) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal(50, 4);
    constexpr int trials = 5'000;  // one standard error is 0.003
    for (const std::size_t n : {std::size_t{3}, std::size_t{5}}) {
        int covered = 0;
        for (int i = 0; i < trials; ++i) {
            std::vector<double> cycles(n);
            for (double& value : cycles)
                value = normal(random);
            const MetricSummary summary = summarise(cycles, std::nullopt, "");
            covered += *summary.ci95_low <= 50 && 50 <= *summary.ci95_high ? 1 : 0;
        }
        EXPECT_NEAR(static_cast<double>(covered) / trials, 0.95, 0.01) << n;
    }
}

}  // namespace
}  // namespace lem::domain
