#include "domain/result/request_lines.hpp"

#include "base/limits.hpp"
#include "domain/result/result_wire.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::string line_of(int cycle) {
    return schema::to_text(RequestRecord{.cycle = cycle, .index = 7}) + "\n";
}

TEST(RequestLines, AreReadHoweverTheyAreCut) {
    const std::string text =
        line_of(1) + "\n  \r\n" + line_of(2) + schema::to_text(RequestRecord{});
    for (std::size_t size = 1; size < text.size(); size += 13) {
        std::vector<int> cycles;
        RequestLines lines([&](const RequestRecord& record) { cycles.push_back(record.cycle); });
        for (std::size_t at = 0; at < text.size(); at += size)
            EXPECT_TRUE(lines.append(std::string_view(text).substr(at, size)));
        EXPECT_TRUE(lines.finish().empty());
        EXPECT_EQ(cycles, (std::vector<int>{1, 2, 0})) << size;
    }
}

TEST(RequestLines, SayWhichLineIsWrong) {
    RequestLines lines([](const RequestRecord&) {});
    lines.append(line_of(1) + R"({"cycle": -1})" + "\n" + line_of(1) + "{} x");
    const Violations violations = lines.finish();
    ASSERT_FALSE(violations.empty());
    EXPECT_EQ(violations[0].pointer, "requests.jsonl line 2: /cycle");
    EXPECT_EQ(violations.back().pointer, "requests.jsonl line 4: ");
}

TEST(RequestLines, ALineIsBounded) {
    RequestLines lines([](const RequestRecord&) {});
    const std::string piece(1000, ' ');
    std::size_t taken = 0;
    while (lines.append(piece))
        ++taken;
    EXPECT_EQ(taken, limits::request_line_bytes_max / piece.size());
    ASSERT_EQ(lines.finish().size(), 1U);
}

/// 200 MiB of line ends are refused after a million of them.
TEST(RequestLines, EmptyLinesCountToo) {
    RequestLines lines([](const RequestRecord&) {});
    const std::string piece(64 * limits::kib, '\n');
    std::size_t pieces = 0;
    while (lines.append(piece))
        ++pieces;
    EXPECT_EQ(pieces, limits::request_lines_max / piece.size());
    const Violations violations = lines.finish();
    ASSERT_EQ(violations.size(), 1U);
    EXPECT_EQ(violations[0].pointer, "requests.jsonl line 1000001:");
    EXPECT_EQ(violations[0].message, "is one too many: at most 1000000 are read");
}

TEST(RequestLines, TheRestOfManyFaultsIsNotLookedAt) {
    int taken = 0;
    RequestLines lines([&](const RequestRecord&) { ++taken; });
    for (std::size_t i = 0; i < 2 * limits::violations_max; ++i)
        lines.append("{}\n");
    lines.append(line_of(1));
    EXPECT_EQ(taken, 0);
    EXPECT_LT(lines.finish().size(), limits::violations_max + 10);
}

}  // namespace
}  // namespace lem::domain
