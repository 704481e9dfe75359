/// The grammar of event streams (WHATWG HTML, server-sent events), and the deviations of real
/// servers.

#include "measure/load/stream_reader.hpp"

#include <array>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

const std::string token = R"({"choices":[{"index":0,"delta":{"content":"a"}}]})";
const std::string last =
    R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})";

enum class Framing { chunked, length, until_close };

std::string framed(const std::string& body, Framing framing, std::size_t piece) {
    if (framing == Framing::until_close) return "HTTP/1.1 200 OK\r\n\r\n" + body;
    if (framing == Framing::length)
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               body;
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const std::string part = body.substr(at, piece);
        std::array<char, 40> size{};
        std::snprintf(size.data(), size.size(), "%zx ; name=\"v\"\r\n", part.size());
        out += size.data() + part + "\r\n";
    }
    return out + "0\r\nX-Trailer: 1\r\n\r\n";
}

/// Feeds pieces of `step` bytes; then the connection ends.
Answer answer_to(const std::string& bytes, std::size_t step) {
    StreamReader reader;
    reader.begin(100);
    for (std::size_t at = 0; at < bytes.size() && !reader.done(); at += step)
        reader.feed(std::string_view(bytes).substr(at, step), static_cast<double>(at));
    reader.end_of_connection();
    return reader.take_answer();
}

struct Case {
    const char* name;
    std::string body;
    std::size_t tokens;
    std::string error = {};  // "" for none
};

const std::vector<Case> cases{
    // Ends of lines
    {"LF", "data: " + token + "\n\ndata: " + last + "\n\n", 2},
    {"CRLF", "data: " + token + "\r\n\r\ndata: " + last + "\r\n\r\n", 2},
    {"CR", "data: " + token + "\r\rdata: " + last + "\r\r", 2},
    {"all three", "data: " + token + "\r\n\ndata: " + token + "\n\rdata: " + last + "\r\r\n", 3},
    {"many empty lines", "\n\n\r\n\r\rdata: " + last + "\n\n\n\n", 1},
    // The beginning
    {"a byte order mark",
     "\xEF\xBB\xBF"
     "data: " +
         last + "\n\n",
     1},
    {"a byte order mark before a comment",
     "\xEF\xBB\xBF"
     ": hello\n\ndata: " +
         last + "\n\n",
     1},
    {"only the first byte order mark is one",
     "data: " + last +
         "\n\n\xEF\xBB\xBF"
         "data: " +
         token + "\n\n",
     1},
    // Fields
    {"no space behind the colon", "data:" + token + "\n\ndata:" + last + "\n\n", 2},
    {"two spaces behind the colon", "data:  " + token + "\n\ndata:   " + last + "\n\n", 2},
    {"comments", ":\n: keep-alive\n\n:data: {\n\ndata: " + last + "\n: data\n\n", 1},
    {"ids and times", "id: 1\nretry: 3000\ndata: " + last + "\nid\n\n", 1},
    {"fields that are not known", "foo: bar\ndatax: {\nDATA: {\nfoo\ndata: " + last + "\n\n", 1},
    {"an event name before its data", "event: message\ndata: " + last + "\n\n", 1},
    {"an event name behind its data", "data: " + last + "\nevent: chunk\n\n", 1},
    {"data without a colon", "data\n\ndata: " + last + "\n\n", 1},
    {"data without a value", "data:\n\ndata: \n\ndata: " + last + "\n\n", 1},
    // Several lines of data
    {"an event over two lines",
     R"(data: {"choices":[{"index":0,)"
     "\n"
     R"(data: "delta":{"content":"a"},"finish_reason":"stop"}]})"
     "\n\n",
     1},
    {"an event over many lines, CRLF",
     "data: {\r\ndata: \"choices\": [\r\ndata: {\"delta\":\r\n"
     "data:  {\"content\": \"a\"}, \"finish_reason\": \"stop\"}\r\n"
     "data: ]\r\ndata: }\r\n\r\n",
     1},
    {"between the lines a comment and an id",
     "data: {\n: note\nid: 7\ndata: \"choices\":[{\"delta\":{\"content\":\"a\"},"
     "\"finish_reason\":\"stop\"}]}\n\n",
     1},
    {"with an empty line of data in it",
     "data: {\ndata\ndata: \"choices\":[{\"delta\":{\"content\":"
     "\"a\"},\"finish_reason\":\"stop\"}]}\n\n",
     1},
    {"a first line that ends like an object",
     "data: {\"x\":{}\ndata: "
     ",\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}"
     "\n\n",
     1},
    {"no empty line between events",
     "data: " + token + "\ndata: " + token + "\ndata: " + last + "\ndata: [DONE]\n", 3},
    // The end
    {"[DONE] alone", "data: " + token + "\n\ndata: [DONE]\n\n", 1},
    {"[DONE] without the end of its line", "data: " + token + "\n\ndata: [DONE]", 1},
    {"[DONE] without a space", "data: " + token + "\n\ndata:[DONE]", 1},
    {"[DONE] without the empty line, CRLF", "data: " + token + "\r\n\r\ndata: [DONE]\r\n", 1},
    {"an end without an empty line", "data: " + token + "\n\ndata: " + last + "\n", 2},
    {"an end without the end of a line", "data: " + token + "\n\ndata: " + last, 2},
    {"an end in the middle of an event", "data: " + token + "\n\ndata: {\"choices\":[{\"del", 1,
     "not a JSON object"},
    {"tokens after [DONE] do not count",
     "data: " + token + "\n\ndata: [DONE]\n\ndata: " + token + "\n\n", 1},
    // Events that are not chat events
    {"text", "data: hello\n\n", 0, "not a JSON object: hello"},
    {"two lines of text", "data: hello\ndata: world\n\n", 0, "not a JSON object: hello\nworld"},
    {"an array", "data: [1,2]\n\n", 0, "not a JSON object: [1,2]"},
    {"a named event that is not JSON", "event: ping\ndata: 2026-11-29\n\ndata: " + last + "\n\n",
     1},
    {"a named event that is something else",
     "event: ping\ndata: {\"type\":\"ping\"}\n\ndata: " + last + "\n\n", 1},
    {"an empty object", "data: {}\n\ndata: " + last + "\n\n", 1},
};

TEST(EventStream, IsReadAsItsGrammarSays) {
    for (const Case& one : cases) {
        for (const Framing framing : {Framing::chunked, Framing::length, Framing::until_close}) {
            for (const std::size_t piece : {1UL, 5UL, 100'000UL}) {
                if (framing != Framing::chunked && piece != 1) continue;
                for (const std::size_t step : {1UL, 2UL, 7UL, 100'000UL}) {
                    SCOPED_TRACE(testing::Message()
                                 << one.name << ", framing " << static_cast<int>(framing)
                                 << ", chunks of " << piece << ", reads of " << step);
                    const Answer answer = answer_to(framed(one.body, framing, piece), step);
                    EXPECT_EQ(answer.chunk_times_ms.size(), one.tokens);
                    if (one.error.empty())
                        EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
                    else
                        EXPECT_NE(answer.record.error.value_or("none").find(one.error),
                                  std::string::npos)
                            << answer.record.error.value_or("none");
                }
            }
        }
    }
}

TEST(EventStream, InterimResponsesAreNotTheAnswer) {
    const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    for (const std::string& before :
         {hints, std::string("HTTP/1.1 100 Continue\r\n\r\n"),
          "HTTP/1.1 102 Processing\r\nContent-Length: 5\r\nConnection: close\r\n\r\n" + hints +
              hints}) {
        for (const std::size_t step : {1UL, 100'000UL}) {
            StreamReader reader;
            reader.begin(10);
            const std::string bytes =
                before + framed("data: " + last + "\n\ndata: [DONE]\n\n", Framing::chunked, 50);
            for (std::size_t at = 0; at < bytes.size(); at += step)
                reader.feed(std::string_view(bytes).substr(at, step), 1);
            EXPECT_TRUE(reader.connection_is_reusable());
            const Answer answer = reader.take_answer();
            EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
            EXPECT_EQ(answer.status, 200);
            EXPECT_EQ(answer.chunk_times_ms.size(), 1U);
        }
    }
    std::string endless;
    for (int i = 0; i < 50; ++i)
        endless += hints;
    EXPECT_NE(answer_to(endless, 1000).record.error->find("interim responses"), std::string::npos);
    EXPECT_NE(answer_to("HTTP/1.1 101 Switching Protocols\r\n\r\nxx", 1000)
                  .record.error->find("HTTP 101"),
              std::string::npos);
}

TEST(EventStream, AnyStatusOfSuccessStreams) {
    for (const char* status : {"200 OK", "201 Created", "202 Accepted"}) {
        const Answer answer = answer_to("HTTP/1.1 " + std::string(status) +
                                            "\r\nConnection: close\r\n\r\ndata: " + last + "\n\n",
                                        10);
        EXPECT_EQ(answer.record.error, std::nullopt) << status;
        EXPECT_EQ(answer.chunk_times_ms.size(), 1U);
    }
    for (const char* status : {"204 No Content", "304 Not Modified"}) {
        StreamReader reader;
        reader.begin(1);
        reader.feed("HTTP/1.1 " + std::string(status) + "\r\n\r\n", 1);
        EXPECT_TRUE(reader.done()) << "it has no body to wait for";
        EXPECT_NE(reader.answer().record.error->find("HTTP "), std::string::npos);
    }
}

TEST(EventStream, TheAnswerIsCompleteAtDoneAndTheConnectionAtTheEndOfTheBody) {
    const std::string body = "data: " + last + "\n\ndata: [DONE]\n\n";
    const std::string whole = framed(body, Framing::chunked, 1000);
    StreamReader reader;
    reader.begin(10);
    const std::size_t body_end = whole.find("[DONE]") + 7;
    reader.feed(whole.substr(0, body_end), 1);
    EXPECT_TRUE(reader.complete());
    EXPECT_FALSE(reader.done());
    EXPECT_EQ(reader.take_answer().record.error, std::nullopt);
    reader.feed(whole.substr(body_end), 2);
    EXPECT_TRUE(reader.done());
    EXPECT_TRUE(reader.connection_is_reusable());

    reader.begin(10);
    reader.feed(framed(body, Framing::until_close, 0) + ": bye\n\n", 1);
    EXPECT_TRUE(reader.complete());
    for (int i = 0; i < 100 && !reader.done(); ++i)
        reader.feed(std::string(1000, 'x'), 2);
    EXPECT_TRUE(reader.done()) << "reading the rest is bounded";
    EXPECT_FALSE(reader.connection_is_reusable());
}

TEST(EventStream, AConnectionIsKeptAsItsHeadersSay) {
    const auto kept = [](const std::string& head) {
        const std::string body = "data: " + last + "\n\n";
        StreamReader reader;
        reader.begin(10);
        reader.feed(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, 1);
        EXPECT_TRUE(reader.done());
        EXPECT_EQ(reader.answer().record.error, std::nullopt);
        return reader.connection_is_reusable();
    };
    EXPECT_TRUE(kept("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(kept("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"));
    EXPECT_FALSE(kept("HTTP/1.1 200 OK\r\nConnection: close\r\n"));
    EXPECT_FALSE(kept("HTTP/1.1 200 OK\r\nConnection: Keep-Alive, Close\r\n"));
    EXPECT_FALSE(kept("HTTP/1.0 200 OK\r\n"));
    EXPECT_TRUE(kept("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"));
}

TEST(EventStream, RetryAfterIsSecondsOrADate) {
    const auto asked_s = [](const std::string& headers) {
        return answer_to("HTTP/1.1 429 X\r\n" + headers + "Content-Length: 0\r\n\r\n", 100)
            .retry_after_s;
    };
    EXPECT_EQ(asked_s(""), std::nullopt);
    EXPECT_EQ(asked_s("Retry-After: 7\r\n"), 7);
    EXPECT_EQ(asked_s("retry-after: 0.5\r\n"), 0.5);
    EXPECT_EQ(asked_s("Retry-After: soon\r\n"), std::nullopt);
    EXPECT_EQ(asked_s("Retry-After: -3\r\n"), std::nullopt);
    const std::string date = "Date: Sun, 29 Nov 2026 11:00:00 GMT\r\n";
    EXPECT_EQ(asked_s(date + "Retry-After: Sun, 29 Nov 2026 11:00:30 GMT\r\n"), 30);
    EXPECT_EQ(asked_s("Retry-After: Sunday, 29-Nov-26 11:00:30 GMT\r\n" + date), 30);
    EXPECT_EQ(asked_s(date + "Retry-After: Sun, 29 Nov 2026 10:00:00 GMT\r\n"), 0);
}

}  // namespace
}  // namespace lem::measure
