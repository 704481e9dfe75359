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

struct Dialect {
    const char* text;
    double t_s, watts;
};

TEST(TraceFile, WallMetersWriteCsvInManyDialects) {
    const test::Folder folder;
    constexpr double t_s = 1795943829;  // 2026-11-29T09:17:09Z
    for (const Dialect& one : {
             Dialect{"\"unix_s\",\"watts\"\n\"1795943829\",\"120.5\"\n", t_s, 120.5},
             Dialect{"\xEF\xBB\xBFunix_s,watts\n1795943829,120.5\n", t_s, 120.5},
             Dialect{"\xEF\xBB\xBF\"Time\";\"Watts\"\n2026-11-29 09:17:09Z;120,5\n", t_s, 120.5},
             Dialect{"unix_ms,watts\n1795943829500,120.5\n", t_s + 0.5, 120.5},
             Dialect{"unix_s;watts\n1795943829,25;120,5\n", t_s + 0.25, 120.5},
             Dialect{"unix_s\twatts\n1795943829\t120.5\n", t_s, 120.5},
             Dialect{"unix_s , watts\r\n 1795943829 , \"120.5\" \r\n,\r\n", t_s, 120.5},
             Dialect{"time,watts\n2026-11-29 09:17:09Z,120.5\n", t_s, 120.5},
             Dialect{"time,watts\n2026-11-29 09:17:09 UTC,120.5\n", t_s, 120.5},
             Dialect{"time,watts\n2026-11-29 10:17:09+01:00,120.5\n", t_s, 120.5},
             Dialect{"time,watts\n2026-11-29 10:17:09 +0100,120.5\n", t_s, 120.5},
             Dialect{"time,watts\n2026-11-29t04:17:09.5-05,120.5\n", t_s + 0.5, 120.5},
             Dialect{"time,watts\n\"2026-11-29 09:17:09,250z\",120.5\n", t_s + 0.25, 120.5},
         }) {
        const WallRecord record = read_wall_record(folder.put("wall.csv", one.text));
        EXPECT_EQ(record.left_out, 0U) << one.text << record.first_left_out;
        ASSERT_EQ(record.lines.size(), 1U) << one.text;
        EXPECT_DOUBLE_EQ(record.lines[0].t_s, one.t_s) << one.text;
        EXPECT_EQ(record.lines[0].watts[0], one.watts) << one.text;
    }
    EXPECT_EQ(read_trace(folder.put("trace.csv", "\"t_s\";\"watts\"\n0;1,5\n")).at(0).watts[0],
              1.5);
}

TEST(TraceFile, WhatCannotBeReadAsATimeOrANumberSaysWhatToDo) {
    const test::Folder folder;
    struct Case {
        const char* text;
        const char* message;
    };
    for (const Case& one :
         {Case{"time,watts\n2026-11-29 09:17:09,5\n",
               "\"2026-11-29 09:17:09\" has no time zone: add Z for UTC, or an offset"},
          Case{"time,watts\n2026-11-29 24:17:09Z,5\n", "is not a time as 2026-11-20"},
          Case{"time,watts\n2026-11-29 09:17:09+1,5\n", "is not a time as 2026-11-20"},
          Case{"unix_s,watts\n1795943829500,5\n",
               "looks like milliseconds: name the column unix_ms"},
          Case{"unix_s,watts\n1795943829,\"1,205.5\"\n", "\"1,205.5\" is not a number"},
          Case{"unix_s;watts\n1795943829;1.205,5\n", "\"1.205,5\" is not a number"},
          Case{"unix_s,watts\n1795943829,\"5\n", "a quote is not closed"}}) {
        const WallRecord record = read_wall_record(folder.put("wall.csv", one.text));
        EXPECT_TRUE(record.lines.empty()) << one.text;
        EXPECT_NE(record.first_left_out.find(one.message), std::string::npos)
            << record.first_left_out;
    }
    try {
        read_wall_record(folder.put("wall.csv", std::string("\xFF\xFEu\0n\0", 6)));
        ADD_FAILURE() << "it was accepted";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("UTF-16; save it as UTF-8"), std::string::npos);
    }
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
            EXPECT_NE(error.message().find("unix_s,watts, unix_ms,watts or time,watts"),
                      std::string::npos);
        }
    }
    EXPECT_TRUE(read_wall_record(folder.put("wall.csv", "unix_s,watts\n")).lines.empty())
        << "a meter that was just started";
}

}  // namespace
}  // namespace lem::power
