#include "measure/workload/schedule.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using domain::Load;

double coefficient_of_variation(const std::vector<double>& due_s) {
    const auto n = static_cast<double>(due_s.size() - 1);
    const double mean = due_s.back() / n;
    double squares = 0;
    for (std::size_t i = 1; i < due_s.size(); ++i)
        squares += std::pow(due_s[i] - due_s[i - 1] - mean, 2);
    return std::sqrt(squares / (n - 1)) / mean;
}

TEST(Schedule, ClosedLoopHasNoDueTimes) {
    EXPECT_TRUE(arrivals_s(domain::ConcurrencyLoad{.streams = 8}, 1, 1, 60).empty());
}

TEST(Schedule, OfflineIsAllAtOnce) {
    EXPECT_EQ(arrivals_s(domain::OfflineLoad{.requests = 3}, 1, 1, 60),
              (std::vector<double>{0, 0, 0}));
}

TEST(Schedule, ConstantRateIsEven) {
    EXPECT_EQ(arrivals_s(domain::ConstantLoad{.requests_per_sec = 4}, 1, 1, 1),
              (std::vector<double>{0, 0.25, 0.5, 0.75}));
}

TEST(Schedule, EveryOpenLoopIsInOrderInTimeAndBeginsAtZero) {
    const std::vector<double> trace{100, 101, 101, 5000};
    for (const Load& load :
         {Load(domain::OfflineLoad{.requests = 2}),
          Load(domain::ConstantLoad{.requests_per_sec = 0.001}),
          Load(domain::PoissonLoad{.requests_per_sec = 0.001}),
          Load(domain::PoissonLoad{.requests_per_sec = 50}),
          Load(domain::GammaLoad{.requests_per_sec = 50, .burstiness = 0.1}),
          Load(domain::RampLoad{.from_requests_per_sec = 9, .to_requests_per_sec = 0.001}),
          Load(domain::TraceLoad{.file = "t"}),
          Load(domain::SloSearchLoad{.over = domain::SloSearchOver::rate})}) {
        const auto due_s = arrivals_s(load, 3, 1, 20, trace);
        ASSERT_FALSE(due_s.empty());
        EXPECT_EQ(due_s.front(), 0);
        EXPECT_LT(due_s.back(), 20);
        EXPECT_TRUE(std::is_sorted(due_s.begin(), due_s.end()));
    }
}

TEST(Schedule, PoissonHasItsRateAndExponentialGaps) {
    const auto due_s = arrivals_s(domain::PoissonLoad{.requests_per_sec = 20}, 5, 1, 1000);
    EXPECT_NEAR(static_cast<double>(due_s.size()), 20'000, 4 * std::sqrt(20'000));
    EXPECT_NEAR(coefficient_of_variation(due_s), 1, 0.03);
    // Exponential: a share of 1/e of the gaps is longer than the mean.
    int beyond = 0;
    for (std::size_t i = 1; i < due_s.size(); ++i)
        beyond += due_s[i] - due_s[i - 1] > 0.05;
    EXPECT_NEAR(beyond / static_cast<double>(due_s.size() - 1), std::exp(-1), 0.015);
}

TEST(Schedule, GammaGapsVaryByOneOverTheRootOfTheShape) {
    for (const double shape : {0.25, 1.0, 4.0, 100.0}) {
        const auto due_s =
            arrivals_s(domain::GammaLoad{.requests_per_sec = 20, .burstiness = shape}, 5, 1, 2000);
        const double expected = 1 / std::sqrt(shape);
        EXPECT_NEAR(static_cast<double>(due_s.size()) / 40'000, 1, 0.02 * std::max(1.0, expected));
        EXPECT_NEAR(coefficient_of_variation(due_s) / expected, 1, 0.05) << shape;
    }
}

TEST(Schedule, RampsHoldTheIntegralOfTheirRate) {
    domain::RampLoad ramp{.from_requests_per_sec = 2, .to_requests_per_sec = 10};
    auto due_s = arrivals_s(ramp, 1, 1, 100);
    EXPECT_NEAR(static_cast<double>(due_s.size()), 600, 1);
    const auto count_until = [&](double t) {
        return std::lower_bound(due_s.begin(), due_s.end(), t) - due_s.begin();
    };
    EXPECT_NEAR(static_cast<double>(count_until(50)), 2 * 50 + 8.0 / 100 * 50 * 50 / 2, 1);
    ramp.form = domain::RampForm::exponential;
    due_s = arrivals_s(ramp, 1, 1, 100);
    EXPECT_NEAR(static_cast<double>(due_s.size()), 100 * 8 / std::log(5), 1);
    std::swap(ramp.from_requests_per_sec, ramp.to_requests_per_sec);
    EXPECT_NEAR(static_cast<double>(arrivals_s(ramp, 1, 1, 100).size()), 100 * 8 / std::log(5), 1);
}

TEST(Schedule, TraceIsShiftedStretchedAndCut) {
    domain::TraceLoad trace{.file = "t", .time_scale = 2};
    const std::vector<double> recorded{10, 11, 11.5, 99};
    EXPECT_EQ(arrivals_s(trace, 1, 1, 60, recorded), (std::vector<double>{0, 2, 3}));
}

TEST(Schedule, SeedAndCycleFixTheDraw) {
    const domain::PoissonLoad load{.requests_per_sec = 10};
    EXPECT_EQ(arrivals_s(load, 7, 2, 60), arrivals_s(load, 7, 2, 60));
    EXPECT_NE(arrivals_s(load, 7, 2, 60), arrivals_s(load, 7, 3, 60));
    EXPECT_NE(arrivals_s(load, 7, 2, 60), arrivals_s(load, 8, 2, 60));
    EXPECT_NE(arrivals_s(load, 7, 2, 60), arrivals_s(load, 7 + (std::int64_t{1} << 33), 2, 60))
        << "the seed's upper half counts";
}

/// Fixed numbers: changing them changes the meaning of published seeds.
TEST(Schedule, IsTheSameOnEveryMachine) {
    const auto poisson = arrivals_s(domain::PoissonLoad{.requests_per_sec = 1}, 1, 1, 60);
    const auto gamma =
        arrivals_s(domain::GammaLoad{.requests_per_sec = 1, .burstiness = 0.5}, 1, 1, 60);
    ASSERT_GE(poisson.size(), 4U);
    ASSERT_GE(gamma.size(), 4U);
    const std::vector<double> poisson_s{0.278281, 0.388918, 0.389593},
        gamma_s{3.398723, 5.142097, 5.191855};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(poisson[i + 1], poisson_s[i], 1e-5);
        EXPECT_NEAR(gamma[i + 1], gamma_s[i], 1e-5);
    }
}

TEST(Schedule, RefusesMoreThanMemoryHolds) {
    EXPECT_THROW(arrivals_s(domain::ConstantLoad{.requests_per_sec = 1e5}, 1, 1, 86400), Error);
}

TEST(Schedule, ASearchTriesStreamsOrARate) {
    domain::SloSearchLoad search;
    EXPECT_EQ(std::get<domain::ConcurrencyLoad>(load_at(search, 12.4)).streams, 12);
    search.over = domain::SloSearchOver::rate;
    EXPECT_EQ(std::get<domain::PoissonLoad>(load_at(search, 2.5)).requests_per_sec, 2.5);
}

}  // namespace
}  // namespace lem::measure
