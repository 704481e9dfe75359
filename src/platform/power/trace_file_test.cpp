#include "platform/power/trace_file.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::power {
namespace {

TEST(TraceFile, WallMeterGivesSecondsOrDates) {
    const test::Folder folder;
    const auto seconds =
        read_wall_record(
            folder.put("wall.csv", "unix_s,watts\n1763900000.5,120\n1763900001.5,121.25\n"))
            .lines;
    ASSERT_EQ(seconds.size(), 2U);
    EXPECT_DOUBLE_EQ(seconds[0].t_s, 1763900000.5);
    EXPECT_EQ(seconds[1].watts[0], 121.25);
    const auto dates = read_wall_record(folder.put("wall.csv",
                                                   "time,watts_0,watts_1\r\n"
                                                   "2025-11-23T12:13:20.500Z,120,7\r\n"
                                                   "2025-11-23T14:13:21+02:00,,8\r\n"))
                           .lines;
    ASSERT_EQ(dates.size(), 2U);
    EXPECT_DOUBLE_EQ(dates[0].t_s, 1763900000.5);
    EXPECT_DOUBLE_EQ(dates[1].t_s, 1763900001);
    EXPECT_EQ(dates[1].watts[0], std::nullopt) << "an empty cell is no reading";
    EXPECT_EQ(dates[1].watts[1], 8);
}

TEST(TraceFile, LineThatIsBeingWrittenIsLeftOut) {
    const test::Folder folder;
    EXPECT_EQ(read_wall_record(folder.put("wall.csv", "unix_s,watts\n10,120\n11,12")).lines.size(),
              1U);
    EXPECT_EQ(read_trace(folder.put("trace.csv", "t_s,watts\n10,120\n11,12")).size(), 2U);
}

TEST(TraceFile, WrongLineOfAWallMeterIsNamedAndCostsThatLineAlone) {
    const test::Folder folder;
    struct Case {
        const char* text;
        const char* message;
    };
    for (const Case& one :
         {Case{"time,watts\nyesterday,1\n2025-11-23T12:13:20Z,5\n",
               "wall.csv:2: \"yesterday\" is not a time as 2026-11-20"},
          Case{"unix_s,watts\n0,5\n1,2,3\n", "wall.csv:3: it has 3 cells instead of 2"},
          Case{"unix_s,watts\n1,-2\n2,5\n1,9\n",
               "wall.csv:2: \"-2\" is not a number of at least 0"},
          Case{"unix_s,watts\n2,5\n1,1\n",
               "wall.csv:3: its time is before that of the line before"}}) {
        const WallRecord record = read_wall_record(folder.put("wall.csv", one.text));
        ASSERT_EQ(record.lines.size(), 1U) << one.text;
        EXPECT_EQ(record.lines[0].watts[0], 5);
        EXPECT_GE(record.left_out, 1U);
        EXPECT_TRUE(record.first_left_out.starts_with(one.message)) << record.first_left_out;
    }
}

TEST(TraceFile, LinesOfOneSecondAreAveraged) {
    const test::Folder folder;
    const WallRecord record = read_wall_record(folder.put(
        "wall.csv", "unix_s,watts_0,watts_1\n1,100,\n1,110,7\n1,120,\n2,200,8\n2,300,8\n"));
    EXPECT_EQ(record.left_out, 0U);
    ASSERT_EQ(record.lines.size(), 2U);
    EXPECT_DOUBLE_EQ(*record.lines[0].watts[0], 110);
    EXPECT_EQ(record.lines[0].watts[1], 7);
    EXPECT_DOUBLE_EQ(*record.lines[1].watts[0], 250);
}

TEST(TraceFile, WrongHeadOfAWallMetersRecordIsNamed) {
    const test::Folder folder;
    for (const char* text : {"", "t_s,watts\n0,1\n", "time,volts\n", "unix_s\n1\n",
                             "unix_s,watts,temperature_c\n1,100,45\n", "unix_s,watts_kW\n1,0.1\n",
                             "unix_s,watts_1,watts_0\n1,1,2\n"}) {
        try {
            read_wall_record(folder.put("wall.csv", text));
            ADD_FAILURE() << text << " was accepted";
        } catch (const Error& error) {
            EXPECT_TRUE(error.message().starts_with("wall.csv:1: the header is \""))
                << error.message();
            EXPECT_NE(error.message().find("unix_s,watts or time,watts"), std::string::npos);
        }
    }
    EXPECT_TRUE(read_wall_record(folder.put("wall.csv", "unix_s,watts\n")).lines.empty())
        << "a meter that was just started";
}

}  // namespace
}  // namespace lem::power
