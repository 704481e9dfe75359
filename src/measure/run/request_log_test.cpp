#include "measure/run/request_log.hpp"

#include "schema/write.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

domain::RequestRecord record_of(int cycle, int index) {
    domain::RequestRecord record;
    record.cycle = cycle;
    record.index = index;
    record.sent_ms = index;
    record.first_token_ms = index + 1;
    record.last_token_ms = index + 9;
    record.output_tokens = 8;
    record.chunks = 8;
    record.finish_reason = "length";
    if (index % 3 == 0) record.error = "HTTP 500";
    return record;
}

std::string text_of(const RequestLog& log) {
    std::string text;
    log.for_each_piece([&](std::string_view piece) { text += piece; });
    return text;
}

TEST(RequestLog, IsTheSameTextWhereverItIsHeld) {
    const test::Folder folder;
    std::string expected;
    RequestLog in_memory(folder.path() / "none");
    {
        RequestLog spilled(folder.path(), {.memory_bytes_max = 1000});
        for (int cycle = 0; cycle < 3; ++cycle) {
            for (int i = 0; i < 50; ++i) {
                const domain::RequestRecord record = record_of(cycle, i);
                expected += schema::to_text(record) + "\n";
                in_memory.add(record);
                spilled.add(record);
            }
        }
        EXPECT_TRUE(std::filesystem::exists(folder.path() / "requests.spool"));
        EXPECT_EQ(text_of(spilled), expected);
        EXPECT_EQ(text_of(spilled), expected) << "again";
        EXPECT_EQ(spilled.records().size(), 150U);
        EXPECT_TRUE(spilled.omitted_cycles().empty());
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "requests.spool"));
    EXPECT_EQ(text_of(in_memory), expected);
    const auto records = in_memory.records();
    EXPECT_TRUE(records[0].error);
    EXPECT_EQ(records[1].last_token_ms, 10);
    EXPECT_EQ(records[1].output_tokens, 8);
    EXPECT_FALSE(records[1].error);
}

TEST(RequestLog, LeavesOutWholeCyclesForWhichThereIsNoRoom) {
    const test::Folder folder;
    for (const std::size_t memory : {std::size_t{500}, std::size_t{1} << 20}) {
        RequestLog log(folder.path(), {.lines_max = 100, .memory_bytes_max = memory});
        std::string expected;
        for (const auto& [cycle, requests] :
             std::vector<std::pair<int, int>>{{0, 30}, {1, 90}, {2, 60}, {3, 200}}) {
            for (int i = 0; i < requests; ++i) {
                log.add(record_of(cycle, i));
                if (cycle == 0 || cycle == 2)
                    expected += schema::to_text(record_of(cycle, i)) + "\n";
            }
        }
        EXPECT_EQ(log.omitted_cycles(), (std::vector<int>{1, 3}));
        EXPECT_EQ(log.records().size(), 90U);
        EXPECT_EQ(text_of(log), expected);
    }
}

TEST(RequestLog, AFullDiskCostsRequestsAndNotTheRun) {
    RequestLog log("/dev/null/no-folder", {.memory_bytes_max = 5000});
    for (int cycle = 0; cycle < 4; ++cycle) {
        for (int i = 0; i < 10; ++i)
            log.add(record_of(cycle, i));
    }
    EXPECT_FALSE(log.omitted_cycles().empty());
    EXPECT_FALSE(log.records().empty());
    EXPECT_LE(text_of(log).size(), 6000U);
}

}  // namespace
}  // namespace lem::measure
