#include "domain/statistics/sample_comparison.hpp"

#include <gtest/gtest.h>
#include <random>

namespace lem::domain {
namespace {

using Values = std::vector<double>;

TEST(MannWhitney, ExactPOfSmallSamples) {
    // Of C(10, 5) = 252 orders two are this extreme, of C(6, 3) = 20 two: three cycles can never
    // be significant at 5 %.
    EXPECT_NEAR(mann_whitney_p(Values{1, 2, 3, 4, 5}, Values{6, 7, 8, 9, 10}), 2.0 / 252, 1e-12);
    EXPECT_NEAR(mann_whitney_p(Values{4, 5, 6}, Values{1, 2, 3}), 0.1, 1e-12);
    EXPECT_NEAR(mann_whitney_p(Values{1, 4}, Values{2, 3}), 1, 1e-12);
    // U = 1 of 3 x 4: (1 + 1) of C(7, 3) = 35 orders, on each side.
    EXPECT_NEAR(mann_whitney_p(Values{1, 2, 4}, Values{3, 5, 6, 7}), 4.0 / 35, 1e-12);
}

TEST(MannWhitney, TiesUseTheNormalFormWithCorrections) {
    EXPECT_EQ(mann_whitney_p(Values{3, 3, 3}, Values{3, 3}), 1);
    // U = 1.5, mean 8, variance 16/12 (9 - 6/56), one tie of two: z = (6.5 - 0.5) / 3.4434.
    EXPECT_NEAR(mann_whitney_p(Values{1, 2, 3, 4.5}, Values{4, 4.5, 6, 7}), 0.0814, 0.0001);
}

TEST(MannWhitney, RejectsOneInTwentyWhenNothingDiffers) {
    std::mt19937_64 random(3);
    std::exponential_distribution<double> latency(1);
    constexpr int trials = 2'000;
    int rejected = 0;
    for (int i = 0; i < trials; ++i) {
        Values a(50), b(60);
        for (double& value : a)
            value = latency(random);
        for (double& value : b)
            value = latency(random);
        rejected += mann_whitney_p(a, b) < 0.05 ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(rejected) / trials, 0.05, 0.015);
}

TEST(CliffsDelta, IsTheBalanceOfPairs) {
    EXPECT_EQ(cliffs_delta(Values{1, 2}, Values{3, 4}), 1);
    EXPECT_EQ(cliffs_delta(Values{3, 4}, Values{1, 2}), -1);
    EXPECT_EQ(cliffs_delta(Values{1, 2, 3}, Values{1, 2, 3}), 0);
    EXPECT_NEAR(cliffs_delta(Values{1, 2, 3}, Values{2, 3, 4}), 5.0 / 9, 1e-12);
    EXPECT_EQ(size_of_delta(-0.5), "large");
    EXPECT_EQ(size_of_delta(0.2), "small");
}

TEST(Wasserstein, IsTheMeanDistanceMoved) {
    EXPECT_NEAR(wasserstein(Values{5, 1, 3}, Values{8, 6, 4}), 3, 1e-12);  // shifted by three
    EXPECT_NEAR(wasserstein(Values{0, 1}, Values{0, 0, 1, 1}), 0, 1e-12);
    EXPECT_NEAR(wasserstein(Values{0}, Values{0, 0, 0, 8}), 2, 1e-12);
}

TEST(Holm, StepsDown) {
    const auto adjusted = holm(Values{0.01, 0.04, 0.03, 0.005});
    const Values expected{0.03, 0.06, 0.06, 0.02};
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
    EXPECT_EQ(holm(Values{0.7, 0.9}), (Values{1, 1}));
    EXPECT_TRUE(holm({}).empty());
}

TEST(RatioOfMeans, FiellersIntervalOfKnownValues) {
    // No spread in the denominator: the interval of b alone, over mean(a).
    const auto plain = ratio_of_means(Values{10, 10, 10}, Values{18, 20, 22});
    ASSERT_TRUE(plain);
    EXPECT_NEAR(plain->ratio, 2, 1e-12);
    EXPECT_NEAR(plain->ci95_high, 2 + 0.4968275, 1e-6);
    EXPECT_EQ(ratio_of_means(Values{1}, Values{1, 2}), std::nullopt);
    // The denominator could be zero: no end.
    EXPECT_EQ(ratio_of_means(Values{-1, 3, 1}, Values{1, 2, 3}), std::nullopt);
    const auto exact = ratio_of_means(Values{4, 4}, Values{2, 2});
    EXPECT_EQ(exact->ci95_low, 0.5);
}

TEST(RatioOfMeans, IntervalCoversNineteenOfTwenty) {
    std::mt19937_64 random(5);
    std::normal_distribution<double> slow(20, 1), fast(30, 2.5);
    constexpr int trials = 20'000;
    int covered = 0;
    for (int i = 0; i < trials; ++i) {
        Values a(5), b(7);
        for (double& value : a)
            value = slow(random);
        for (double& value : b)
            value = fast(random);
        const auto found = ratio_of_means(a, b);
        covered += found && found->ci95_low <= 1.5 && 1.5 <= found->ci95_high ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / trials, 0.95, 0.01);
}

}  // namespace
}  // namespace lem::domain
