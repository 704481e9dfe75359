/// Token counts that a server sends behind [DONE].

#include "base/clock.hpp"
#include "measure/load/dialect.hpp"
#include "measure/load/stream_reader.hpp"
#include "support/null_server.hpp"
#include "support/scripted_server.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using test::NullServer;
using test::Script;
using test::ScriptedServer;
using test::SeenRequest;
using test::ServerKind;

const std::atomic<bool> never_stop{false};

/// The client keeps a reference to it.
const domain::Experiment& tiny_experiment() {
    static const domain::Experiment config = [] {
        domain::Experiment tiny;
        tiny.model.name = "tiny";
        tiny.load = domain::ConcurrencyLoad{.streams = 2};
        tiny.protocol.request_timeout_s = 5;
        return tiny;
    }();
    return config;
}

LoadClient client_of(const std::string& url) {
    return {parse_endpoint(url), tiny_experiment(), {user_prompt("Say a word.")}, monotonic_ns()};
}

std::string chunked(const std::string& body, std::size_t piece) {
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += piece)
        out += test::chunk(body.substr(at, piece));
    return out;
}

std::string token(const std::string& delta) {
    return test::event(R"({"choices":[{"index":0,"delta":{)" + delta + "}}]}");
}

const std::string done = test::event("[DONE]");

struct Behind {
    const char* name;
    std::string text;
    std::optional<std::int64_t> output, input, cached;
};

const std::vector<Behind> cases{
    {"counts",
     test::event(R"({"choices":[],"usage":{"completion_tokens":2,"prompt_tokens":7,)"
                 R"("prompt_tokens_details":{"cached_tokens":3}}})"),
     2, 7, 3},
    {"counts and no end of their line",
     "data:"
     R"({"usage":{"completion_tokens":1}})",
     1,
     {},
     {}},
    {"CRLF, comments and lines of other fields",
     ": bye\r\n\r\nid: 7\r\ndata: "
     R"({"choices":[],"usage":{"output_tokens":2}})"
     "\r\n\r\n",
     2,
     {},
     {}},
    {"tokens and faults",
     token(R"("content":"b")") + "data: {\n\n" + test::event(R"({"error":"x"})"),
     {},
     {},
     {}},
    {"counts that cannot be",
     test::event(R"({"usage":{"completion_tokens":1000000,"prompt_tokens":7}})") +
         test::event(R"({"usage":{"completion_tokens":0,"prompt_tokens":7}})"),
     {},
     {},
     {}},
    {"more than anybody sends",
     std::string(100'000, 'x') + "\n" + test::event(R"({"usage":{"completion_tokens":2}})"),
     {},
     {},
     {}},
};

TEST(LateCounts, AreReadInEveryPieceSizeAndNothingElseIs) {
    for (const Behind& behind : cases) {
        for (const std::size_t piece : {1UL, 7UL, 100000UL}) {
            for (const std::size_t step : {1UL, 50UL, 200000UL}) {
                SCOPED_TRACE(testing::Message()
                             << behind.name << ", chunks of " << piece << ", reads of " << step);
                const std::string bytes =
                    test::stream_head +
                    chunked(token(R"("content":"a")") + done + behind.text, piece) + "0\r\n\r\n";
                StreamReader reader;
                reader.begin(100);
                for (std::size_t at = 0; at < bytes.size() && !reader.done(); at += step)
                    reader.feed(std::string_view(bytes).substr(at, step), 1);
                EXPECT_TRUE(reader.done());
                const Answer& answer = reader.answer();
                EXPECT_EQ(answer.record.error, std::nullopt);
                EXPECT_EQ(answer.chunk_times_ms.size(), 1U);
                EXPECT_EQ(answer.record.output_tokens, behind.output);
                EXPECT_EQ(answer.record.input_tokens, behind.input);
                EXPECT_EQ(answer.record.cached_input_tokens, behind.cached);
            }
        }
    }
}

TEST(LateCounts, AreAddedToAnAnswerThatWasTaken) {
    StreamReader reader;
    reader.begin(100);
    reader.feed(test::stream_head +
                    chunked(token(R"("reasoning":"hm")") + token(R"("content":"a")") + done, 1000),
                5);
    ASSERT_TRUE(reader.complete());
    EXPECT_TRUE(reader.awaits_counts());
    Answer taken = reader.take_answer();
    reader.add_late_counts(taken);
    EXPECT_EQ(taken.record.output_tokens, std::nullopt) << "none have come";
    const std::string usage =
        test::event(R"({"choices":[],"usage":{"completion_tokens":42,"prompt_tokens":7,)"
                    R"("completion_tokens_details":{"reasoning_tokens":41}}})");
    const std::string rest = chunked(usage, 10) + "0\r\n\r\n";
    for (const char byte : rest)
        reader.feed({&byte, 1}, 9);
    EXPECT_FALSE(reader.awaits_counts());
    reader.add_late_counts(taken);
    EXPECT_EQ(taken.record.output_tokens, 42);
    EXPECT_EQ(taken.record.input_tokens, 7);
    EXPECT_EQ(taken.record.hidden_tokens, 40) << "41 of thinking, of which one was streamed";
    EXPECT_EQ(taken.usage_place, UsagePlace::after_end);
    EXPECT_EQ(taken.chunk_times_ms.size(), 2U);
    EXPECT_TRUE(reader.connection_is_reusable());
}

/// At once, and when the next request is already under way.
TEST(LateCounts, AreThoseOfTheirOwnRequest) {
    for (const int wait_ms : {0, 20}) {
        std::atomic<int> number{0};
        ScriptedServer server([&](const SeenRequest&) {
            const int tokens = 3 + number++ % 50;
            return Script{
                {.bytes = test::stream_head + test::chunk(test::token_event("a"))},
                {.wait_ms = 2, .bytes = test::chunk(done)},
                {.wait_ms = wait_ms,
                 .bytes = test::chunk(test::usage_event(2 * tokens, tokens)) + "0\r\n\r\n"}};
        });
        LoadClient client = client_of(server.url());
        LivePhase live;
        const PhaseResult result =
            client.run({.cycle = 1, .duration_s = 0.3}, never_stop, [] { return true; }, live);
        ASSERT_GT(result.exchanges.size(), 4U);
        std::set<std::int64_t> counts;
        for (const Exchange& exchange : result.exchanges) {
            EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
            ASSERT_TRUE(exchange.record.output_tokens) << wait_ms << " ms";
            EXPECT_EQ(exchange.record.input_tokens, 2 * *exchange.record.output_tokens);
            counts.insert(*exchange.record.output_tokens);
        }
        EXPECT_EQ(counts.size(), std::min<std::size_t>(result.exchanges.size(), 50));
    }
}

TEST(LateCounts, AreFoundByTheProbeOfEveryServer) {
    for (const ServerKind kind : {ServerKind::vllm, ServerKind::sglang, ServerKind::tensorrt_llm,
                                  ServerKind::tgi, ServerKind::llama_cpp, ServerKind::ollama}) {
        SCOPED_TRACE(static_cast<int>(kind));
        const NullServer server({.kind = kind, .usage_after_done = true});
        LoadClient client = client_of(server.url());
        const DialectFindings found = probe_dialect(client, tiny_experiment().workload, never_stop);
        EXPECT_EQ(found.failure, std::nullopt);
        EXPECT_TRUE(found.counts_tokens);
        EXPECT_EQ(found.capabilities.at("usage_place"), schema::Scalar("after [DONE]"));
        EXPECT_EQ(client.probe("Say a word.", 4, never_stop).record.output_tokens, 4);
    }
}

}  // namespace
}  // namespace lem::measure
