#include "platform/http/server/rate_limits.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

using namespace std::chrono_literals;

TEST(RateLimits, AllowABurstAndThenTheRate) {
    RateLimits limits;
    const RateTraits& traits = rate_table[static_cast<std::size_t>(RateClass::sign_in)];
    RateLimits::TimePoint now{1h};
    for (int i = 0; i < traits.burst; ++i)
        EXPECT_FALSE(limits.ask(RateClass::sign_in, "a", now)) << i;
    const auto wait = limits.ask(RateClass::sign_in, "a", now);
    ASSERT_TRUE(wait);
    EXPECT_GT(*wait, 0ms);
    EXPECT_LE(*wait, 60'000ms / traits.per_minute + 1ms);
    EXPECT_FALSE(limits.ask(RateClass::sign_in, "b", now)) << "another client";
    EXPECT_FALSE(limits.ask(RateClass::check, "a", now)) << "another class";
    now += *wait;
    EXPECT_FALSE(limits.ask(RateClass::sign_in, "a", now));
    EXPECT_TRUE(limits.ask(RateClass::sign_in, "a", now));
    now += 2min;
    for (int i = 0; i < traits.burst; ++i)
        EXPECT_FALSE(limits.ask(RateClass::sign_in, "a", now)) << i;
}

}  // namespace
}  // namespace lem::http
