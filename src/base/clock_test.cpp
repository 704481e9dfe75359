#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace lem {
namespace {

/// Both clocks tell the same time here; reading the system's may take long.
struct Clocks {
    std::int64_t now_ns = 1'000'000;
    std::vector<std::int64_t> delays_ns;
    std::size_t reads = 0;

    ClockPair read() {
        return read_together([&] { return now_ns; },
                             [&] {
                                 const std::int64_t read_ns = now_ns;
                                 now_ns += delays_ns.at(reads++);
                                 return read_ns;
                             });
    }
};

TEST(ClockPair, IsReadOnceWhereNothingCameBetween) {
    Clocks clocks{.delays_ns = {100}};
    const ClockPair pair = clocks.read();
    EXPECT_EQ(clocks.reads, 1U);
    EXPECT_EQ(pair.monotonic_ns - pair.system_ns, 100);
    EXPECT_EQ(pair.apart_ns, 100);
}

/// A thread that lost its processor for 20 ms between the two would date a token 20 ms late.
TEST(ClockPair, IsReadAgainWhereTheThreadWasKeptFromItsWork) {
    Clocks clocks{.delays_ns = {20'000'000, 200}};
    const ClockPair pair = clocks.read();
    EXPECT_EQ(clocks.reads, 2U);
    EXPECT_EQ(pair.monotonic_ns - pair.system_ns, 200);
}

TEST(ClockPair, IsTheClosestOnAMachineThatIsAlwaysBusy) {
    Clocks clocks{.delays_ns = {20'000'000, 8'000, 3'000'000}};
    const ClockPair pair = clocks.read();
    EXPECT_EQ(clocks.reads, 3U);
    EXPECT_EQ(pair.monotonic_ns - pair.system_ns, 8'000);
}

}  // namespace
}  // namespace lem
