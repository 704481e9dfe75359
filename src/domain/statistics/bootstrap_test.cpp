#include "domain/statistics/bootstrap.hpp"

#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace lem::domain {
namespace {

double mean_of(std::span<double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median_of(std::span<double> values) {
    std::sort(values.begin(), values.end());
    return percentile(values, 0.5);
}

/// Its assumption is a large sample: of 60 values it would cover 94.1 %.
TEST(Bca, CoversNineteenOfTwenty) {
    std::mt19937_64 random(21);
    std::normal_distribution<double> normal(50, 4);
    constexpr int trials = 2'000;
    int covered = 0;
    std::vector<double> values(150);
    for (int i = 0; i < trials; ++i) {
        for (double& value : values)
            value = normal(random);
        const auto found = bca_interval(values, mean_of,
                                        {.resamples = 500, .seed = static_cast<std::uint64_t>(i)});
        covered += found->low <= 50 && 50 <= found->high ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / trials, 0.95, 0.01);
}

TEST(Bca, LeansWithTheSkewOfTheSample) {
    // One large value: the mean's interval reaches further up than down, the t interval does not.
    const std::vector<double> values{1, 1.1, 1.2, 1.3, 1.4, 1.5, 6};
    const auto found = bca_interval(values, mean_of);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 7;
    EXPECT_GT(found->high - mean, 1.5 * (mean - found->low));
}

TEST(Bca, SaysNothingOfFewValuesAndTheSameForTheSameSeed) {
    EXPECT_EQ(bca_interval(std::vector<double>{1, 2, 3, 4}, mean_of), std::nullopt);
    const std::vector<double> equal(6, 2.5);
    EXPECT_EQ(bca_interval(equal, mean_of)->high, 2.5);
    const std::vector<double> values{4, 8, 15, 16, 23, 42};
    EXPECT_EQ(bca_interval(values, median_of)->low, bca_interval(values, median_of)->low);
}

/// Requests of one cycle share what the cycle has in common, so that the requests alone would give
/// an interval that is far too narrow.
TEST(ClusterInterval, CoversWhereClustersDiffer) {
    std::mt19937_64 random(31);
    std::normal_distribution<double> between(0, 3), within(0, 3);
    constexpr int trials = 1'000, cluster_count = 40, size = 10;
    int covered = 0;
    for (int i = 0; i < trials; ++i) {
        std::vector<std::vector<double>> clusters(cluster_count);
        for (auto& cluster : clusters) {
            const double level = 100 + between(random);
            for (int j = 0; j < size; ++j)
                cluster.push_back(level + within(random));
        }
        const std::array median{0.5};
        const auto found = cluster_intervals(
            clusters, median, {.resamples = 300, .seed = static_cast<std::uint64_t>(i)});
        covered += found->front().low <= 100 && 100 <= found->front().high ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / trials, 0.95, 0.015);
}

/// As by sorting each resample; with clusters of other sizes and values that are there often.
TEST(ClusterInterval, IsThatOfTheSortedResamples) {
    std::mt19937_64 values(3);
    std::vector<std::vector<double>> clusters(6);
    for (std::size_t size = 3; auto& cluster : clusters) {
        for (std::size_t i = 0; i < size; ++i)
            cluster.push_back(static_cast<double>(values() % 40) / 8);
        size *= 3;
    }
    const std::array shares{0.0, 0.5, 0.9, 0.99, 1.0};
    constexpr int resamples = 200;
    std::mt19937_64 random(5);
    const auto below = [&](std::size_t n) {
        return static_cast<std::size_t>(((random() >> 32) * n) >> 32);
    };
    std::vector<std::vector<double>> replicates(shares.size());
    for (int i = 0; i < resamples; ++i) {
        std::vector<double> sample;
        for (std::size_t drawn = 0; drawn < clusters.size(); ++drawn) {
            const auto& cluster = clusters[below(clusters.size())];
            for (std::size_t j = 0; j < cluster.size(); ++j)
                sample.push_back(cluster[below(cluster.size())]);
        }
        std::ranges::sort(sample);
        for (std::size_t q = 0; q < shares.size(); ++q)
            replicates[q].push_back(percentile(sample, shares[q]));
    }
    const auto found = cluster_intervals(clusters, shares, {.resamples = resamples, .seed = 5});
    for (std::size_t q = 0; q < shares.size(); ++q) {
        std::ranges::sort(replicates[q]);
        EXPECT_EQ((*found)[q].low, percentile(replicates[q], 0.025)) << shares[q];
        EXPECT_EQ((*found)[q].high, percentile(replicates[q], 0.975)) << shares[q];
    }
}

TEST(ClusterInterval, NeedsTwoClusters) {
    const std::vector<std::vector<double>> one{{1, 2, 3}, {}};
    const std::array median{0.5};
    EXPECT_FALSE(cluster_intervals(one, median).has_value());
}

}  // namespace
}  // namespace lem::domain
