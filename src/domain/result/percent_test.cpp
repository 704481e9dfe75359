#include "domain/result/percent.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace lem::domain {
namespace {

TEST(Percent, HasThreeSignificantDigits) {
    EXPECT_EQ(percent(0.042), "4.2 %");
    EXPECT_EQ(percent(0.0005), "0.05 %");
    EXPECT_EQ(percent(0.12345), "12.3 %");
    EXPECT_EQ(percent(-0.2), "-20 %");
    EXPECT_EQ(percent(12.344), "1234 %");
    EXPECT_EQ(percent(0), "0 %");
    EXPECT_GT(percent(std::numeric_limits<double>::max() / 100).size(), 300U);
}

}  // namespace
}  // namespace lem::domain
