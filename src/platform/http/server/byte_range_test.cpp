#include "platform/http/server/byte_range.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

TEST(ByteRange, FollowsTheStandard) {
    struct Scenario {
        std::string_view header;
        std::uint64_t size;
        RangeKind kind;
        ByteRange range;
    };
    const Scenario scenarios[]{
        {"bytes=0-0", 10, RangeKind::satisfiable, {0, 1}},
        {"bytes=2-5", 10, RangeKind::satisfiable, {2, 4}},
        {"bytes=2-", 10, RangeKind::satisfiable, {2, 8}},
        {"bytes=-3", 10, RangeKind::satisfiable, {7, 3}},
        {"bytes=-30", 10, RangeKind::satisfiable, {0, 10}},
        {"bytes=5-900", 10, RangeKind::satisfiable, {5, 5}},
        {"bytes=10-", 10, RangeKind::unsatisfiable, {}},
        {"bytes=-0", 10, RangeKind::unsatisfiable, {}},
        {"bytes=-1", 0, RangeKind::unsatisfiable, {}},
        {"bytes=0-", 0, RangeKind::unsatisfiable, {}},
        {"bytes=5-2", 10, RangeKind::none, {}},
        {"bytes=0-1,3-4", 10, RangeKind::none, {}},
        {"bytes=a-b", 10, RangeKind::none, {}},
        {"bytes=--3", 10, RangeKind::none, {}},
        {"bytes=", 10, RangeKind::none, {}},
        {"bytes=-", 10, RangeKind::none, {}},
        {"rows=0-1", 10, RangeKind::none, {}},
        {"", 10, RangeKind::none, {}},
        {"bytes=99999999999999999999-", 10, RangeKind::none, {}},
        {"bytes=0-9223372036854775807", 10, RangeKind::satisfiable, {0, 10}},
    };
    for (const Scenario& scenario : scenarios) {
        ByteRange range{};
        EXPECT_EQ(parse_byte_range(scenario.header, scenario.size, range), scenario.kind)
            << scenario.header;
        if (scenario.kind != RangeKind::satisfiable) continue;
        EXPECT_EQ(range.first, scenario.range.first) << scenario.header;
        EXPECT_EQ(range.count, scenario.range.count) << scenario.header;
    }
}

}  // namespace
}  // namespace lem::http
