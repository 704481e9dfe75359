#include "measure/load/arrival_times.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace lem::measure {
namespace {

std::vector<double> listed(const ArrivalTimes& times) {
    return {times.begin(), times.end()};
}

TEST(ArrivalTimes, GivesBackWhatWasPutInWithinTenMicroseconds) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> any(0, 1);
    for (const double scale_ms : {0.0, 0.005, 1.0, 20.0, 5'000.0, 3'600'000.0}) {
        ArrivalTimes times;
        std::vector<double> put;
        double now_ms = 12'345.678'901;
        for (int i = 0; i < 2000; ++i) {
            times.push_back(now_ms);
            put.push_back(now_ms);
            now_ms += scale_ms * any(random);
        }
        const std::vector<double> got = listed(times);
        ASSERT_EQ(got.size(), put.size());
        EXPECT_EQ(got.front(), put.front());
        EXPECT_EQ(got.back(), put.back());
        for (std::size_t i = 0; i < put.size(); ++i)
            ASSERT_NEAR(got[i], put[i], 0.005'001) << i << " of gaps up to " << scale_ms;
        EXPECT_EQ(listed(times.compact()), got);
    }
}

TEST(ArrivalTimes, AnEvenStreamTakesAByteAnEventAndABurstyOneTwo) {
    ArrivalTimes even, bursty;
    for (int i = 0; i < 10'000; ++i) {
        even.push_back(20.0 * i + 0.3 * std::sin(i));
        bursty.push_back(40.0 * (i / 3));
    }
    EXPECT_LE(even.bytes(), 10'100U);
    EXPECT_LE(bursty.bytes(), 20'000U);
}

TEST(ArrivalTimes, NoneAndOneAndTimesThatGoBack) {
    EXPECT_TRUE(listed({}).empty());
    EXPECT_EQ(listed({5.5}), std::vector<double>{5.5});
    EXPECT_EQ(listed({5, 3, 8, 8}), (std::vector<double>{5, 3, 8, 8}));
    ArrivalTimes used{1, 2, 3};
    used.clear();
    used.push_back(9);
    used.push_back(10);
    EXPECT_EQ(listed(used), (std::vector<double>{9, 10}));
}

}  // namespace
}  // namespace lem::measure
