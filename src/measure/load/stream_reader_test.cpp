#include "measure/load/stream_reader.hpp"

#include <array>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

constexpr std::string_view chunked_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunked(const std::string& body, std::size_t piece) {
    std::string out(chunked_head);
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const std::string part = body.substr(at, piece);
        std::array<char, 20> size{};
        std::snprintf(size.data(), size.size(), "%zX;x=1\r\n", part.size());
        out += size.data() + part + "\r\n";
    }
    return out + "0\r\nTrailer: x\r\n\r\n";
}

/// Feeds in pieces of `step` bytes; the time is the number of bytes seen so far.
StreamReader read(std::string_view bytes, std::size_t step) {
    StreamReader reader;
    reader.begin(100);
    for (std::size_t at = 0; at < bytes.size() && !reader.done(); at += step) {
        const auto piece = bytes.substr(at, step);
        reader.feed(piece, static_cast<double>(at + piece.size()));
    }
    return reader;
}

std::vector<double> listed(const Answer& answer) {
    return {answer.chunk_times_ms.begin(), answer.chunk_times_ms.end()};
}

struct Dialect {
    const char* name;
    std::string body;
    std::size_t tokens;
    std::optional<std::int64_t> output, input, cached;
    std::optional<std::string> finish;
};

const std::vector<Dialect> dialects{
    {"llama.cpp: usage alone in the last chunk",
     "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
     "data: {\"choices\":[],\"usage\":{\"completion_tokens\":2,\"prompt_tokens\":31,"
     "\"prompt_tokens_details\":{\"cached_tokens\":5}}}\n\ndata: [DONE]\n\n",
     2, 2, 31, 5, "length"},
    {"transformers: usage with the finish chunk, no [DONE], CRLF",
     "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\r\n\r\n"
     "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n"
     "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],"
     "\"usage\":{\"completion_tokens\":1,\"prompt_tokens\":7}}\r\n\r\n",
     1, 1, 7, std::nullopt, "stop"},
    {"CR alone ends a line",
     "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\r: note\r"
     "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\r\r",
     2, std::nullopt, std::nullopt, std::nullopt, "stop"},
    {"comments, event names, ids, no space after the colon",
     ": keep-alive\n\nevent: message\nid: "
     "1\ndata:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
     ":\n\ndata: [DONE]\n\n",
     1, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
    {"reasoning in two spellings counts as content",
     "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"reasoning\":\"\",\"content\":\"so\"}}]}\n\n"
     "data: [DONE]\n\n",
     3, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
    {"tool calls",
     "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\","
     "\"arguments\":\"\"}}]}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{"
     "\"arguments\":\"{}\"}}]}}]}\n\ndata: [DONE]\n\n",
     2, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
    {"usage null until the end; UTF-8",
     "data: {\"choices\":[{\"delta\":{\"content\":\"\xf0\x9f\x98\x80\"}}],\"usage\":null}\n\n"
     "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":1}}\n\n",
     1, 3, 1, std::nullopt, std::nullopt},
};

TEST(StreamReader, EveryDialectInEveryPieceSize) {
    for (const Dialect& dialect : dialects) {
        for (const std::size_t piece : {1UL, 7UL, 64UL, 100000UL}) {
            const std::string bytes = chunked(dialect.body, piece);
            for (const std::size_t step : {1UL, 3UL, 50UL, 100000UL}) {
                const StreamReader reader = read(bytes, step);
                SCOPED_TRACE(std::string(dialect.name) + ", chunks of " + std::to_string(piece) +
                             ", reads of " + std::to_string(step));
                EXPECT_TRUE(reader.done());
                EXPECT_EQ(reader.answer().record.error, std::nullopt);
                EXPECT_TRUE(reader.connection_is_reusable());
                EXPECT_EQ(reader.answer().chunk_times_ms.size(), dialect.tokens);
                EXPECT_EQ(reader.answer().record.output_tokens, dialect.output);
                EXPECT_EQ(reader.answer().record.input_tokens, dialect.input);
                EXPECT_EQ(reader.answer().record.cached_input_tokens, dialect.cached);
                EXPECT_EQ(reader.answer().record.finish_reason, dialect.finish);
            }
        }
    }
}

TEST(StreamReader, StampsAreThoseOfTheRead) {
    const std::string event = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    StreamReader reader;
    reader.begin(100);
    reader.feed("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 1);
    reader.feed(event, 10);
    reader.feed(event.substr(0, 20), 20);
    reader.feed(event.substr(20) + event + "data: [DONE]\n\n", 30);
    reader.end_of_connection();
    EXPECT_TRUE(reader.done());
    EXPECT_EQ(reader.answer().record.error, std::nullopt);
    EXPECT_FALSE(reader.connection_is_reusable());
    EXPECT_EQ(listed(reader.answer()), (std::vector<double>{10, 30, 30}));
}

TEST(StreamReader, LastEventNeedsNoNewlineWhenTheConnectionEndsTheAnswer) {
    StreamReader reader;
    reader.begin(100);
    reader.feed(
        "HTTP/1.1 200 OK\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"},"
        "\"finish_reason\":\"stop\"}]}",
        5);
    reader.end_of_connection();
    EXPECT_EQ(reader.answer().record.error, std::nullopt);
    EXPECT_EQ(listed(reader.answer()), (std::vector<double>{5}));
}

std::string token(const std::string& delta, const std::string& more = "") {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]" + more + "}\n\n";
}

const std::string done = "data: [DONE]\n\n";

TEST(StreamReader, FirstAnswerIsTheFirstTokenThatIsNotThinking) {
    StreamReader reader;
    reader.begin(100);
    reader.feed("HTTP/1.1 200 OK\r\n\r\n", 0);
    reader.feed(token(R"("role":"assistant","content":"")"), 1);
    reader.feed(token(R"("reasoning_content":"hm","content":null)"), 2);
    reader.feed(token(R"("reasoning":"hm","reasoning_content":"hm")"), 3);
    reader.feed(token(R"("content":"so")"), 4);
    reader.feed(token(R"("content":"!")"), 5);
    const Answer answer = reader.take_answer();
    EXPECT_EQ(listed(answer), (std::vector<double>{2, 3, 4, 5}));
    EXPECT_EQ(answer.record.first_answer_token_ms, 4);
    EXPECT_EQ(answer.reasoning_chunks, 2);
    EXPECT_EQ(reasoning_field_names(answer.reasoning_fields), "reasoning_content and reasoning");
}

TEST(StreamReader, ThinkingBesideTheDeltaCounts) {
    for (const char* event : {
             R"({"choices":[{"index":0,"delta":{},"reasoning":"hm","finish_reason":null}]})",
             R"({"choices":[{"index":0,"delta":{}}],"reasoning":"hm"})",
             R"({"choices":[{"index":0,"delta":{}}],"thinking":"hm"})",
         }) {
        const StreamReader reader = read(
            chunked("data: " + std::string(event) + "\n\n" + token(R"("content":"so")") + done, 50),
            1000);
        EXPECT_EQ(reader.answer().record.error, std::nullopt) << event;
        EXPECT_EQ(reader.answer().chunk_times_ms.size(), 2U) << event;
        EXPECT_EQ(reader.answer().reasoning_chunks, 1) << event;
    }
    const StreamReader settings =
        read(chunked("data: {\"choices\":[],\"reasoning\":{\"effort\":\"high\"}}\n\n" +
                         token(R"("content":"so")") + done,
                     50),
             1000);
    EXPECT_EQ(settings.answer().chunk_times_ms.size(), 1U) << "a setting is not a token";
}

/// A proxy that loses its server may still end the stream properly.
TEST(StreamReader, AnAnswerWithoutTheFinishReasonThatTheServerGivesIsCutOff) {
    const std::string usage =
        "data: {\"choices\":[],\"usage\":{\"completion_tokens\":1,\"prompt_tokens\":7}}\n\n";
    const std::string text = token(R"("content":"a")");
    const std::string finish =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
    for (const bool expected : {false, true}) {
        for (const bool given : {false, true}) {
            for (const std::string& end : {done, usage, usage + done}) {
                StreamReader reader;
                reader.begin(100, expected);
                reader.feed(chunked(text + (given ? finish : "") + end, 50), 1);
                EXPECT_EQ(reader.answer().record.error.has_value(), expected && !given) << end;
            }
        }
    }
}

TEST(StreamReader, RunningCountsGiveEachChunkItsTokens) {
    const auto usage = [](int tokens) {
        return ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + std::to_string(tokens) +
               "}";
    };
    const std::string good = token(R"("role":"assistant")", usage(0)) +
                             token(R"("content":"a")", usage(1)) +
                             token(R"("content":"bcd")", usage(4));
    for (const bool last_has_it : {true, false}) {
        StreamReader reader;
        reader.begin(100);
        reader.feed("HTTP/1.1 200 OK\r\n\r\n" + good +
                        token(R"("content":"e")", last_has_it ? usage(5) : ""),
                    1);
        reader.end_of_connection();
        const Answer answer = reader.take_answer();
        EXPECT_EQ(answer.usage_place, UsagePlace::every_chunk);
        const auto expected =
            last_has_it ? std::vector<std::int64_t>{1, 4, 5} : std::vector<std::int64_t>{};
        EXPECT_EQ(answer.tokens_by_chunk, expected) << "counts with gaps are not used";
    }
}

TEST(StreamReader, CharactersCutBetweenEventsCount) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{1000}}) {
        const StreamReader reader = read(
            chunked(token("\"content\":\"\xf0\x9f\"") + token("\"content\":\"\x98\x80\"") + done,
                    50),
            step);
        EXPECT_EQ(reader.answer().record.error, std::nullopt);
        EXPECT_EQ(reader.answer().chunk_times_ms.size(), 2U);
    }
}

TEST(StreamReader, ServesTheNextAnswerAfterAFault) {
    StreamReader reader;
    for (const bool good : {false, true, false, true}) {
        reader.begin(100);
        reader.feed(chunked(good ? token(R"("content":"a")") + done : "data: {\n\n", 9), 1);
        EXPECT_TRUE(reader.done());
        EXPECT_EQ(reader.answer().record.error.has_value(), !good);
        EXPECT_EQ(reader.answer().chunk_times_ms.size(), good ? 1U : 0U);
    }
}

TEST(StreamReader, AnEndlessAnswerIsCutOffAndWhatCameIsKept) {
    StreamReader reader;
    reader.begin(4);
    reader.feed("HTTP/1.1 200 OK\r\n\r\n", 0);
    for (int i = 0; i < 100'000 && !reader.done(); ++i)
        reader.feed(token(R"("content":"a")"), i);
    const Answer answer = reader.take_answer();
    EXPECT_EQ(answer.chunk_times_ms.size(), 1009U);
    ASSERT_TRUE(answer.record.error);
    EXPECT_NE(answer.record.error->find("max_tokens"), std::string::npos) << *answer.record.error;
}

struct Fault {
    const char* name;
    std::string bytes;
    bool then_closed;
    const char* message;
};

TEST(StreamReader, FaultsAreNamed) {
    const std::string good = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    const std::vector<Fault> faults{
        {"not HTTP", "SSH-2.0-OpenSSH_9\r\n\r\n\r\n", false, "did not answer with HTTP"},
        {"status", "HTTP/1.1 503 X\r\nContent-Length: 7\r\n\r\nloading", false,
         "HTTP 503: loading"},
        {"status without body", "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n", false, "HTTP 404"},
        {"not JSON", chunked("data: hello\n\n", 100), false, "not a JSON object: hello"},
        {"error in the stream",
         chunked(good + "data: {\"error\":{\"message\":\"out of memory\"}}\n\n", 100), false,
         "out of memory"},
        {"nothing JSON-like", chunked("data: [1,2]\n\n", 100), false, "not a JSON object: [1,2]"},
        {"broken in the middle", chunked("data: {\"choices\":[}\n\n", 100), false,
         "not a JSON object"},
        {"more than an object",
         chunked(good + "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]} and more\n\n", 100),
         false, "not a JSON object: {"},
        {"two objects", chunked("data: {\"choices\":[]}{\"choices\":[]}\n\n", 100), false,
         "not a JSON object"},
        {"error with a name of its own",
         chunked(good + "data: {\"object\":\"error\",\"message\":\"out of memory\"}\n\n", 100),
         false, "out of memory"},
        {"counts that cannot be",
         chunked(good + "data: {\"choices\":[],\"usage\":{\"completion_tokens\":1000000}}\n\n",
                 100),
         false, "counts 1000000 tokens"},
        {"error in a field of its own", chunked(good + "error: {\"message\":\"full\"}\n\n", 100),
         false, "full"},
        {"one document", "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"choices\":[]}", false,
         "did not stream"},
        {"compressed", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", false, "compresses"},
        {"no token", chunked("data: {\"choices\":[{\"delta\":{}}]}\n\ndata: [DONE]\n\n", 100),
         false, "sent no token"},
        {"an end without a word of it", chunked(good, 100), false, "the answer was cut off"},
        {"a close without a word of it", "HTTP/1.1 200 OK\r\n\r\n" + good, true,
         "the answer was cut off"},
        {"broken chunk", std::string(chunked_head) + "zz\r\n", false, "broken chunk"},
        {"giant chunk", std::string(chunked_head) + "ffffffffff\r\n", false, "broken chunk"},
        {"cut off", std::string(chunked_head) + "40\r\ndata: {", true, "in the middle"},
        {"wrong length", "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", false,
         "invalid Content-Length"},
        {"endless head", "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), false,
         "header is too large"},
        {"endless event", "HTTP/1.1 200 OK\r\n\r\ndata: " + std::string(2'000'000, 'x'), false,
         "larger than 1 MiB"},
    };
    for (const Fault& fault : faults) {
        StreamReader reader = read(fault.bytes, 4096);
        if (fault.then_closed) reader.end_of_connection();
        ASSERT_TRUE(reader.answer().record.error) << fault.name;
        EXPECT_NE(reader.answer().record.error->find(fault.message), std::string::npos)
            << fault.name << ": " << *reader.answer().record.error;
        EXPECT_TRUE(reader.done()) << fault.name;
    }
}

/// Found by the fuzzer: chunks after a fault counted when they arrived in the same piece.
TEST(StreamReader, NothingCountsAfterAFault) {
    const std::string good = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}}) {
        const StreamReader reader = read("HTTP/1.1 200 OK\r\n\r\ndata: {\"\n\n" + good, piece);
        EXPECT_TRUE(reader.answer().record.error);
        EXPECT_TRUE(reader.answer().chunk_times_ms.empty()) << piece;
    }
}

}  // namespace
}  // namespace lem::measure
