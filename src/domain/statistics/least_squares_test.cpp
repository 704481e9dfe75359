#include "domain/statistics/least_squares.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(LeastSquares, FindsTheLineOfExactPoints) {
    const std::vector<std::vector<double>> x{{1, 0}, {1, 1}, {1, 2}};
    const std::vector<double> y{1, 3, 5};
    const auto line = least_squares(x, y);
    ASSERT_TRUE(line);
    EXPECT_NEAR((*line)[0], 1, 1e-12);
    EXPECT_NEAR((*line)[1], 2, 1e-12);
}

TEST(LeastSquares, MinimisesTheSquares) {
    // By hand: mean of y is 2, slope = sum((x - 1)(y - 2)) / sum((x - 1)^2) = 3 / 2.
    const std::vector<std::vector<double>> x{{1, 0}, {1, 1}, {1, 2}};
    const std::vector<double> y{1, 1, 4};
    const auto line = least_squares(x, y);
    ASSERT_TRUE(line);
    EXPECT_NEAR((*line)[0], 0.5, 1e-12);
    EXPECT_NEAR((*line)[1], 1.5, 1e-12);
}

TEST(LeastSquares, GivesNothingToColumnsThatDepend) {
    const std::vector<std::vector<double>> x{{1, 7, 0}, {1, 7, 1}, {1, 7, 2}, {1, 7, 3}};
    const std::vector<double> y{2, 4, 6, 8};
    const auto line = least_squares(x, y);
    ASSERT_TRUE(line);
    EXPECT_NEAR((*line)[0], 2, 1e-9);
    EXPECT_EQ((*line)[1], 0);
    EXPECT_NEAR((*line)[2], 2, 1e-9);
    EXPECT_FALSE(least_squares(std::span(x).first(2), std::span(y).first(2)));
    EXPECT_FALSE(least_squares({}, {}));
}

}  // namespace
}  // namespace lem::domain
