#include "features/views/daily_room.hpp"

#include <gtest/gtest.h>

namespace lem::views {
namespace {

constexpr Milliseconds hour_ms = 60LL * 60 * 1000;

TEST(DailyRoom, IsThatOfEachClientForOneDay) {
    DailyRoom room(100);
    EXPECT_TRUE(room.take("a", 60, 0));
    EXPECT_FALSE(room.take("a", 41, hour_ms));
    EXPECT_TRUE(room.take("a", 40, hour_ms)) << "what was refused is not counted";
    EXPECT_FALSE(room.take("a", 1, 24 * hour_ms - 1));
    EXPECT_TRUE(room.take("b", 100, hour_ms));
    EXPECT_TRUE(room.take("a", 100, 24 * hour_ms)) << "a new day";
    EXPECT_FALSE(room.take("c", 101, 0));
}

TEST(DailyRoom, HasNoLimitWithoutAKeyAndBoundedMemory) {
    DailyRoom room(1);
    EXPECT_TRUE(room.take("", 1'000, 0));
    for (int i = 0; i < 100'001; ++i)
        EXPECT_TRUE(room.take(std::to_string(i), 1, 0));
    EXPECT_TRUE(room.take("0", 1, 0)) << "forgotten with all others";
}

}  // namespace
}  // namespace lem::views
