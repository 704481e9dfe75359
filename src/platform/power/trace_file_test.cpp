#include "platform/power/trace_file.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::power {
namespace {

TEST(TraceFile, WallMeterGivesSecondsOrDates) {
    const test::Folder folder;
    const auto seconds =
        read_trace(folder.put("wall.csv", "unix_s,watts\n1763900000.5,120\n1763900001.5,121.25\n"),
                   TraceTime::wall);
    ASSERT_EQ(seconds.size(), 2U);
    EXPECT_DOUBLE_EQ(seconds[0].t_s, 1763900000.5);
    EXPECT_EQ(seconds[1].watts[0], 121.25);
    const auto dates = read_trace(folder.put("wall.csv",
                                             "time,watts_0,watts_1\r\n"
                                             "2025-11-23T12:13:20.500Z,120,7\r\n"
                                             "2025-11-23T14:13:21+02:00,,8\r\n"),
                                  TraceTime::wall);
    ASSERT_EQ(dates.size(), 2U);
    EXPECT_DOUBLE_EQ(dates[0].t_s, 1763900000.5);
    EXPECT_DOUBLE_EQ(dates[1].t_s, 1763900001);
    EXPECT_EQ(dates[1].watts[0], std::nullopt) << "an empty cell is no reading";
    EXPECT_EQ(dates[1].watts[1], 8);
}

TEST(TraceFile, LineThatIsBeingWrittenIsLeftOut) {
    const test::Folder folder;
    EXPECT_EQ(
        read_trace(folder.put("wall.csv", "unix_s,watts\n10,120\n11,12"), TraceTime::wall).size(),
        1U);
    EXPECT_EQ(
        read_trace(folder.put("trace.csv", "t_s,watts\n10,120\n11,12"), TraceTime::run).size(), 2U);
}

TEST(TraceFile, WrongLinesOfAWallMeterAreNamed) {
    const test::Folder folder;
    struct Case {
        const char* text;
        const char* message;
    };
    for (const Case& one :
         {Case{"", ":1: the header is \"\""}, Case{"t_s,watts\n0,1\n", ":1: the header"},
          Case{"time,volts\n", ":1: the header"}, Case{"unix_s\n1\n", ":1: the header"},
          Case{"unix_s,watts,temperature_c\n1,100,45\n", ":1: the header"},
          Case{"unix_s,watts_kW\n1,0.1\n", ":1: the header"},
          Case{"unix_s,watts_1,watts_0\n1,1,2\n", ":1: the header"},
          Case{"unix_s,watts\n", "there is no sample"},
          Case{"time,watts\nyesterday,1\n", ":2: \"yesterday\" is not a time as 2026-11-20"},
          Case{"unix_s,watts\n1,2,3\n", ":2: it has 3 cells instead of 2"},
          Case{"unix_s,watts\n1,-2\n", ":2: \"-2\" is not a number of at least 0"},
          Case{"unix_s,watts\n2,1\n1,1\n", ":3: its time is not after the line before"}}) {
        try {
            read_trace(folder.put("wall.csv", one.text), TraceTime::wall);
            ADD_FAILURE() << one.text << " was accepted";
        } catch (const Error& error) {
            EXPECT_NE(error.message().find(std::string("wall.csv") +
                                           (one.message[0] == ':' ? one.message : "")),
                      std::string::npos)
                << error.message();
            EXPECT_NE(error.message().find(one.message), std::string::npos) << error.message();
            EXPECT_NE(error.message().find("unix_s,watts or time,watts"), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace lem::power
