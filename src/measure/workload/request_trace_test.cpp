#include "measure/workload/request_trace.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using domain::TraceFormat;

class RequestTrace : public ::testing::Test {
protected:
    std::vector<TraceRequest> read(const std::string& text,
                                   TraceFormat format = TraceFormat::automatic) {
        const auto file = scratch_.path() / "trace";
        std::ofstream(file) << text;
        return read_request_trace(file, format);
    }
    void expect_fault(const std::string& text, const std::string& part,
                      TraceFormat format = TraceFormat::automatic) {
        try {
            read(text, format);
            ADD_FAILURE() << "was read: " << text;
        } catch (const Error& error) {
            EXPECT_NE(error.message().find(part), std::string::npos) << error.message();
        }
    }

private:
    test::Folder scratch_;
};

TEST_F(RequestTrace, Mooncake) {
    const auto trace = read(
        R"({"timestamp": 3000, "input_length": 600, "output_length": 7, "hash_ids": [4, 9]}
{"timestamp": 500, "input_length": 1, "output_length": 2, "session_id": "x"}
)");
    ASSERT_EQ(trace.size(), 2U);
    EXPECT_EQ(trace[0].due_s, 0.5);
    EXPECT_TRUE(trace[0].blocks.empty());
    EXPECT_EQ(trace[1].due_s, 3);
    EXPECT_EQ(trace[1].input_tokens, 600);
    EXPECT_EQ(trace[1].output_tokens, 7);
    EXPECT_EQ(trace[1].blocks, (std::vector<std::int64_t>{4, 9}));
    EXPECT_EQ(due_times_s(trace), (std::vector<double>{0.5, 3}));
}

TEST_F(RequestTrace, BurstGptLeavesOutFailedRequests) {
    const auto trace = read(
        "\xEF\xBB\xBFTimestamp,Model,Request tokens,Response tokens,Total "
        "tokens,Log Type\r\n5,ChatGPT,472,18,490,Conversation log\r\n"
        "45.5,GPT-4,10,0,10,API log\r\n118,\"a, b\",1087,230,1317,API log\r\n");
    ASSERT_EQ(trace.size(), 2U);
    EXPECT_EQ(trace[0].due_s, 5);
    EXPECT_EQ(trace[0].input_tokens, 472);
    EXPECT_EQ(trace[1].output_tokens, 230);
}

TEST_F(RequestTrace, Azure) {
    const auto trace = read(
        "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        "2023-11-16 18:15:46.6805900,374,44\n"
        "2023-11-16 18:15:50.9951690,396,109\n"
        "2024-05-10 00:00:00.009930+00:00,2162,5\n");
    ASSERT_EQ(trace.size(), 3U);
    EXPECT_NEAR(trace[1].due_s - trace[0].due_s, 4.314579, 1e-6);
    EXPECT_NEAR(trace[2].due_s, 1715299200.00993, 1e-6);
    EXPECT_EQ(trace[2].input_tokens, 2162);
}

TEST_F(RequestTrace, FaultsNameFileLineAndField) {
    const std::string good = R"({"timestamp":1,"input_length":5,"output_length":6})"
                             "\n";
    expect_fault(good + R"({"timestamp":1,"input_length":"5","output_length":6})",
                 "trace:2:input_length: must be");
    expect_fault(good + R"({"timestamp":-1,"input_length":5,"output_length":6})",
                 "trace:2:timestamp: ");
    expect_fault(good + R"({"timestamp":1,"input_length":5,"output_length":99999999})",
                 "trace:2:output_length: ");
    expect_fault(good + R"({"timestamp":1,"input_length":5,"output_length":6,"hash_ids":[1,2]})",
                 "trace:2:hash_ids: ");
    expect_fault(good + "{", "trace:2: is not JSON");
    expect_fault("TIMESTAMP,ContextTokens,GeneratedTokens\nyesterday,1,1\n", "trace:2:TIMESTAMP: ");
    expect_fault("TIMESTAMP,ContextTokens,GeneratedTokens\n\n2023-11-16 18:15:46.6,1.5,1\n",
                 "trace:3:ContextTokens: ");
    expect_fault("TIMESTAMP,ContextTokens,GeneratedTokens\n1,2\n", "trace:2: has 2 fields");
    expect_fault("TIMESTAMP,ContextTokens\n1,2\n", "trace:1:GeneratedTokens: there is no such");
    expect_fault("a,b\n1,2\n", "Set load.format");
    expect_fault("", "trace:1: is empty; a request trace is expected.");
    expect_fault("\n\n", "is empty");
    for (const char* date : {"2023-13-16 18:15:46", "2023-11-16", "16.11.2023 18:15:46.5", "",
                             "2023-11-16 18:15:46.x", "2023-11-16 18:15", "+", "Z", "."})
        expect_fault("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,1,1\n" +
                         std::string(date) + ",1,1\n",
                     "trace:3:TIMESTAMP: must be a time: a date such as 2023-11-16 18:15:46.68");
    expect_fault("Timestamp,Request tokens,Response tokens\n1,5,0\n", "contains no request");
    expect_fault(std::string(2'000'000, '{'), "longer than 1 MiB");
    expect_fault("{\xff}", "UTF-8");
    EXPECT_THROW(read_request_trace("/nowhere/trace", TraceFormat::automatic), Error);
}

}  // namespace
}  // namespace lem::measure
