/// Reading of answers: failures in every form, tokens and counts in every place.

#include "domain/result/request_latency.hpp"
#include "measure/load/answer_end.hpp"
#include "measure/load/stream_reader.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

std::string event(const std::string& json) {
    return "data: " + json + "\n\n";
}

std::string delta(const std::string& members) {
    return event(R"({"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{)" +
                 members + R"(},"finish_reason":null}]})");
}

std::string finish(const std::string& reason) {
    return event(R"({"choices":[{"index":0,"delta":{},"finish_reason":")" + reason + "\"}]}");
}

std::string usage(int input, int output, const std::string& more = "") {
    return event(R"({"choices":[],"usage":{"prompt_tokens":)" + std::to_string(input) +
                 R"(,"completion_tokens":)" + std::to_string(output) + more + "}}");
}

const std::string done = event("[DONE]");
const std::string word = delta(R"("content":"w")");

std::string words(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += word;
    return all;
}

/// Each event arrives 20 ms after the previous one, the first at 30 ms.
Answer answer_to(const std::string& body, const std::string& head = "HTTP/1.1 200 OK\r\n\r\n") {
    StreamReader reader;
    reader.begin(16);
    reader.feed(head, 0);
    double now_ms = 30;
    for (std::size_t at = 0; at < body.size() && !reader.complete(); now_ms += 20) {
        const std::size_t end = body.find("\n\n", at) + 2;
        reader.feed(std::string_view(body).substr(at, end - at), now_ms);
        at = end;
    }
    reader.end_of_connection();
    return reader.take_answer();
}

struct Failure {
    const char* name;
    std::string body;
    const char* words;  // of the server
};

const std::vector<Failure> failures{
    {"finish_reason abort", words(8) + finish("abort") + usage(20, 8) + done, "\"abort\""},
    {"finish_reason error", words(8) + finish("error") + usage(20, 8) + done, "\"error\""},
    {"finish_reason cancelled", words(8) + finish("cancelled") + done, "\"cancelled\""},
    {"finish_reason canceled", words(8) + finish("canceled") + done, "\"canceled\""},
    {"finish_reason timeout", words(8) + finish("timeout") + done, "\"timeout\""},
    {"DeepSeek", words(3) + finish("insufficient_system_resource") + done, "insufficient_system"},
    {"Zhipu", words(3) + finish("network_error") + done, "network_error"},
    {"Cohere", words(3) + finish("ERROR_LIMIT") + done, "ERROR_LIMIT"},
    {"an error in the choice",
     word +
         event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":502,)"
               R"("message":"upstream gone"}}]})") +
         done,
     "upstream gone"},
    {"an error in the choice, with an ordinary finish_reason",
     word +
         event(R"({"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop",)"
               R"("error":{"message":"upstream gone"}}]})") +
         done,
     "upstream gone"},
    {"an error in the delta",
     word + event(R"({"choices":[{"delta":{"error":"upstream gone"}}]})") + done, "upstream gone"},
    {"an event named error",
     word + "event: error\ndata: {\"code\":503,\"message\":\"overloaded\"}\n\n" + done,
     "overloaded"},
    {"an event named error over two lines of text",
     word + "event: error\ndata: it is\ndata: overloaded\n\n" + done, "overloaded"},
    {"an event named error behind its data",
     word + "data: {\"code\":7,\"text\":\"overloaded\"}\nevent: error\n\n" + done, "overloaded"},
    {"an event named error without data", word + "event: error\n\n" + done, "event: error"},
    {"an event named error, and [DONE] right behind it",
     word + "event: error\ndata: overloaded\ndata: [DONE]\n\n", "overloaded"},
    {"an event named response.failed",
     word + "event: response.failed\ndata: {\"response\":{\"id\":\"overloaded\"}}\n\n" + done,
     "overloaded"},
    {"a message without choices", word + event(R"({"code":503,"message":"overloaded"})") + done,
     "overloaded"},
    {"a message beside no choices", word + event(R"({"choices":[],"message":"overloaded"})") + done,
     "overloaded"},
    {"a detail", word + event(R"({"detail":"overloaded"})") + done, "overloaded"},
    {"details", word + event(R"({"detail":[{"msg":"overloaded"}]})") + done, "overloaded"},
    {"a code alone", word + event(R"({"code":503})") + done, "503"},
    {"an error", word + event(R"({"error":{"message":"overloaded","code":503}})") + done,
     "overloaded"},
    {"an error as a text", word + event(R"({"error":"overloaded","error_type":"x"})") + done,
     "overloaded"},
    {"errors", word + event(R"({"errors":[{"message":"overloaded"}]})") + done, "overloaded"},
    {"an error beside choices",
     word + event(R"({"choices":[{"delta":{"content":""}}],"error":{"message":"overloaded"}})") +
         done,
     "overloaded"},
    {"object: error", word + event(R"({"object":"error","message":"overloaded","code":1})") + done,
     "overloaded"},
    {"type: error", word + event(R"({"type":"error","info":{"text":"overloaded"}})") + done,
     "overloaded"},
    {"status: failed", word + event(R"({"status":"failed","reason":"overloaded"})") + done,
     "overloaded"},
    {"Groq", word + event(R"({"choices":[],"x_groq":{"id":"r","error":"overloaded"}})") + done,
     "overloaded"},
    {"MiniMax",
     word +
         event(R"({"choices":null,"base_resp":{"status_code":1008,"status_msg":"overloaded"}})") +
         done,
     "overloaded"},
    {"a bare JSON object among the events",
     word + "{\"error\":{\"message\":\"overloaded\"}}\n\n" + done, "overloaded"},
    {"a field named error", word + "error: {\"message\":\"overloaded\"}\n\n" + done, "overloaded"},
    {"text among the events", word + "data: [ERROR] overloaded\n\n" + done, "overloaded"},
    {"words behind much else",
     word + event(R"({"id":")" + std::string(500, 'x') +
                  R"(","choices":[{"finish_reason":"error","error":{"message":"overloaded"}}]})"),
     "overloaded"},
};

TEST(Answer, AFailureIsOneHoweverItIsTold) {
    for (const Failure& failure : failures) {
        SCOPED_TRACE(failure.name);
        const Answer answer = answer_to(failure.body);
        ASSERT_TRUE(answer.record.error);
        EXPECT_NE(answer.record.error->find(failure.words), std::string::npos)
            << *answer.record.error;
        EXPECT_LT(answer.record.error->size(), 400U);
        EXPECT_GE(answer.record.chunks, 1) << "what came before is kept";
    }
}

TEST(Answer, WhatLooksLikeAFailureAndIsNone) {
    for (const std::string& body : {
             word + event(R"({"choices":[{"delta":{"content":"w"}}],"error":null})"),
             word + event(R"({"choices":[{"delta":{"content":"w"},"error":null}],"error":{}})"),
             word + event(R"({"choices":[{"delta":{"content":"w"}}],"error":"","errors":[]})"),
             word + event(R"({"code":0,"msg":"","choices":[{"delta":{"content":"w"}}]})"),
             word + event(R"({"code":200,"message":"ok","choices":[{"delta":{"content":"w"}}]})"),
             word + event(R"({"base_resp":{"status_code":0,"status_msg":""},)"
                          R"("choices":[{"delta":{"content":"w"}}]})"),
             word + delta(R"("content":"error: {\"error\":1}")"),
             word + event(R"({"type":"ping"})") + word,
             word + event(R"({"choices":[],"prompt_filter_results":[{"prompt_index":0}]})") + word,
         }) {
        SCOPED_TRACE(body);
        const Answer answer = answer_to(body + finish("stop") + done);
        EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
        EXPECT_EQ(answer.record.chunks, 2);
    }
}

TEST(Answer, EndsAreToldApart) {
    for (const char* reason :
         {"stop", "length", "tool_calls", "function_call", "eos_token", "stop_sequence", "end_turn",
          "max_tokens", "model_length", "COMPLETE", "STOP", "MAX_TOKENS", "normal", "repetition"}) {
        EXPECT_EQ(answer_end(reason), AnswerEnd::finished) << reason;
        EXPECT_EQ(answer_to(word + finish(reason) + done).record.error, std::nullopt) << reason;
    }
    for (const char* reason : {"content_filter", "SAFETY", "sensitive", "RECITATION", "refusal",
                               "PROHIBITED_CONTENT", "guardrail_intervened"}) {
        EXPECT_EQ(answer_end(reason), AnswerEnd::withheld) << reason;
        const Answer answer = answer_to(word + finish(reason) + done);
        EXPECT_EQ(answer.record.error, std::nullopt) << reason;
        EXPECT_EQ(answer.record.finish_reason, reason);
    }
}

struct Place {
    const char* name;
    std::string one;  // event
    bool thinking;
};

TEST(Answer, TokensCountWhereverTheyAre) {
    for (
        const Place& place : {
            Place{"content", R"("content":"w")", false},
            Place{"content in parts", R"("content":[{"type":"text","text":"w"}])", false},
            Place{"content in one part", R"("content":{"type":"text","text":"w"})", false},
            Place{"bare parts", R"("content":["w"])", false},
            Place{"output_text",
                  R"("content":[{"type":"output_text","text":"w","annotations":[]}])", false},
            Place{"Mistral's thinking",
                  R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}])",
                  true},
            Place{"thinking as a text", R"("content":[{"type":"thinking","thinking":"hm"}])", true},
            Place{"thinking by its type", R"("content":[{"type":"reasoning","text":"hm"}])", true},
            Place{"the type behind it", R"("content":[{"text":"hm","type":"thinking"}])", true},
            Place{"refusal", R"("content":null,"refusal":"no")", false},
            Place{
                "a tool's name",
                R"("tool_calls":[{"index":0,"id":"i","type":"function","function":{"name":"f","arguments":""}}])",
                false},
            Place{"a tool's arguments",
                  R"("tool_calls":[{"index":0,"function":{"arguments":"{"}}])", false},
            Place{"a custom tool", R"("tool_calls":[{"index":0,"custom":{"input":"x"}}])", false},
            Place{"function_call", R"("function_call":{"arguments":"{"})", false},
            Place{"audio", R"("audio":{"id":"a","data":"AAAA","expires_at":1})", false},
            Place{"audio's words", R"("content":null,"audio":{"transcript":"w"})", false},
            Place{"reasoning_content", R"("content":null,"reasoning_content":"hm")", true},
            Place{"reasoning", R"("content":"","reasoning":"hm")", true},
            Place{"reasoning as an object", R"("reasoning":{"text":"hm"})", true},
            Place{"reasoning_details",
                  R"("reasoning_details":[{"type":"reasoning.text","text":"hm","index":0}])", true},
            Place{"thinking", R"("thinking":"hm")", true},
            Place{"thinking_blocks", R"("thinking_blocks":[{"type":"thinking","thinking":"hm"}])",
                  true},
            Place{"reasoning_text", R"("reasoning_text":"hm")", true},
            Place{"thought", R"("thought":"hm")", true},
        }) {
        SCOPED_TRACE(place.name);
        const Answer answer =
            answer_to(delta(R"("role":"assistant","content":"")") + delta(place.one) +
                      delta(place.one) + word + finish("stop") + done);
        EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
        EXPECT_EQ(answer.record.chunks, 3);
        EXPECT_EQ(answer.record.first_token_ms, 50) << "the event with the role is not a token";
        EXPECT_EQ(answer.reasoning_chunks, place.thinking ? 2 : 0);
        EXPECT_EQ(answer.record.first_answer_token_ms, place.thinking ? 90 : 50);
        EXPECT_EQ(answer.record.unread_chunks, std::nullopt);
    }
}

TEST(Answer, WhatIsNoTokenIsNone) {
    for (const char* none :
         {R"("role":"assistant")", R"("content":"")", R"("content":null,"refusal":null)",
          R"("content":[])", R"("content":[{"type":"text","text":""}])",
          R"("content":[{"type":"thinking","thinking":[]}])", R"("reasoning_content":"")",
          R"("tool_calls":[{"index":0,"id":"i","type":"function","function":{"arguments":""}}])",
          R"("tool_calls":null)", R"("tool_calls":[])", R"("audio":{"id":"a"})",
          R"("reasoning_details":[{"type":"reasoning.encrypted","data":"AAAA","id":"r"}])",
          R"("annotations":[{"url":"x"}])", R"("logprobs":{"content":[1]})", R"("name":"bot")"}) {
        const Answer answer =
            answer_to(delta(none) + word + delta(none) + finish("stop") + usage(20, 16) + done);
        EXPECT_EQ(answer.record.chunks, 1) << none;
        EXPECT_EQ(answer.record.unread_chunks, std::nullopt) << none;
    }
}

TEST(Answer, AWholeMessageInAnEventIsReadOnce) {
    const std::string message = event(
        R"({"choices":[{"message":{"role":"assistant","content":"w w"},"finish_reason":"stop"}]})");
    EXPECT_EQ(answer_to(message).record.chunks, 1);
    EXPECT_EQ(answer_to(words(2) + message).record.chunks, 2) << "it repeats the deltas";
}

TEST(Answer, TokensInAFieldThatIsNotKnownAreNoticedByTheirCounts) {
    const std::string odd = delta(R"("musings":{"steps":["hm"]})");
    const std::string eight = odd + odd + odd + odd + odd + odd + odd + odd;
    const Answer counted = answer_to(eight + words(8) + finish("stop") + usage(20, 16) + done);
    EXPECT_EQ(counted.record.error, std::nullopt);
    EXPECT_EQ(counted.record.unread_chunks, 8);
    EXPECT_EQ(domain::latency_per_token_ms(counted.record), std::nullopt);
    const Answer others = answer_to(eight + words(8) + finish("stop") + usage(20, 8) + done);
    EXPECT_EQ(others.record.unread_chunks, std::nullopt) << "they held no tokens";
    const Answer nothing_else = answer_to(eight + finish("stop") + usage(20, 8) + done);
    EXPECT_NE(nothing_else.record.error->find("musings"), std::string::npos)
        << *nothing_else.record.error;
}

TEST(Answer, HiddenTokensAreToldFromSeveralInAnEvent) {
    const auto reasoning = [](int tokens) {
        return R"(,"completion_tokens_details":{"reasoning_tokens":)" + std::to_string(tokens) +
               "}";
    };
    const auto think = [](int count) {
        std::string all;
        for (int i = 0; i < count; ++i)
            all += delta(R"("reasoning_content":"hm")");
        return all;
    };
    struct Hidden {
        const char* name;
        std::string body;
        std::optional<std::int64_t> hidden;
        std::optional<double> latency_per_token_ms;
    };
    for (const Hidden& one : {
             Hidden{"thinking is not streamed", words(4) + usage(20, 16, reasoning(12)), 12, 20},
             Hidden{"thinking is streamed", think(12) + words(4) + usage(20, 16, reasoning(12)),
                    std::nullopt, 20},
             Hidden{"no thinking", words(16) + usage(20, 16, reasoning(0)), std::nullopt, 20},
             Hidden{"several tokens an event", words(4) + usage(20, 16), std::nullopt, 60.0 / 15},
             Hidden{"thinking in the content", words(16) + usage(20, 16, reasoning(12)),
                    std::nullopt, 20},
             Hidden{"a summary of the thinking", think(1) + words(4) + usage(20, 16, reasoning(12)),
                    11, 20},
             Hidden{"the count at the top", words(4) + usage(20, 16, R"(,"reasoning_tokens":12)"),
                    12, 20},
             Hidden{
                 "by the names of responses",
                 words(4) + event(R"({"choices":[],"usage":{"input_tokens":20,"output_tokens":16,)"
                                  R"("output_tokens_details":{"reasoning_tokens":12}}})"),
                 12, 20},
             Hidden{"counted beside the completion",
                    words(4) + usage(20, 4, reasoning(12) + R"(,"total_tokens":36)"), 12, 20},
             Hidden{"all but one", words(1) + usage(20, 16, reasoning(15)), 15, std::nullopt},
         }) {
        SCOPED_TRACE(one.name);
        const Answer answer = answer_to(one.body + done);
        EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
        EXPECT_EQ(answer.record.output_tokens, 16);
        EXPECT_EQ(answer.record.hidden_tokens, one.hidden);
        const auto latency = domain::latency_per_token_ms(answer.record);
        ASSERT_EQ(latency.has_value(), one.latency_per_token_ms.has_value());
        if (latency) {
            EXPECT_DOUBLE_EQ(*latency, *one.latency_per_token_ms);
        }
    }
}

TEST(Answer, RunningCountsThatStartHighShowHiddenTokens) {
    std::string body;
    for (int i = 0; i < 4; ++i)
        body += event(R"({"choices":[{"delta":{"content":"w"}}],"usage":{"completion_tokens":)" +
                      std::to_string(13 + i) + "}}");
    const Answer answer = answer_to(body + finish("stop") + done);
    EXPECT_EQ(answer.record.hidden_tokens, 12);
    EXPECT_EQ(domain::latency_per_token_ms(answer.record), 20);
}

TEST(Answer, CountsAreReadFromEveryPlaceAndForm) {
    const auto counted = [](const std::string& events) {
        const Answer answer = answer_to(words(8) + events + done);
        EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
        return std::pair(answer.record.input_tokens, answer.record.output_tokens);
    };
    const std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>> right{20, 8};
    const std::string zeros = usage(0, 0);
    for (const std::string& events : {
             finish("stop") + usage(20, 8),
             usage(20, 8) + finish("stop"),
             event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop",)"
                   R"("usage":{"prompt_tokens":20,"completion_tokens":8,"total_tokens":28}}]})"),
             event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)"
                   R"("x_groq":{"id":"r","usage":{"prompt_tokens":20,"completion_tokens":8}}})"),
             event(R"({"choices":[{"index":0,"delta":{"usage":{"prompt_tokens":20,)"
                   R"("completion_tokens":8}},"finish_reason":"stop"}]})"),
             event(R"({"choices":null,"usage":{"prompt_tokens":20,"completion_tokens":8}})"),
             event(R"({"usage":{"prompt_tokens":20.0,"completion_tokens":"8"}})"),
             event(R"({"usage":{"input_tokens":20,"output_tokens":8}})"),
             finish("stop") +
                 event(R"({"choices":[],"timings":{"prompt_n":15,"cache_n":5,"predicted_n":8}})"),
             finish("stop") + usage(20, 8) + zeros,
             zeros + finish("stop") + usage(20, 8),
             finish("stop") + usage(20, 8) + event(R"({"choices":[],"usage":null})"),
             finish("stop") + usage(20, 8) + event(R"({"choices":[],"usage":{}})"),
             finish("stop") + usage(20, 8) + event(R"({"usage":{"completion_tokens":-1}})"),
         }) {
        EXPECT_EQ(counted(events), right) << events;
    }
    for (const char* cached : {R"(,"prompt_tokens_details":{"cached_tokens":5})",
                               R"(,"prompt_cache_hit_tokens":5)", R"(,"cached_tokens":5)"}) {
        const Answer answer = answer_to(words(8) + finish("stop") + usage(20, 8, cached) + done);
        EXPECT_EQ(answer.record.cached_input_tokens, 5) << cached;
    }
}

TEST(Answer, ARoleWithACountIsNoEnd) {
    const std::string role =
        event(R"({"choices":[{"delta":{"role":"assistant"}}],"usage":{"completion_tokens":0}})");
    const Answer answer = answer_to(role + word);
    ASSERT_TRUE(answer.record.error);
    EXPECT_NE(answer.record.error->find("cut off"), std::string::npos);
}

TEST(Answer, AConnectionThatEndsBehindTheFinishReasonCostsNothing) {
    StreamReader reader;
    reader.begin(4);
    reader.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0);
    const std::string events = words(2) + finish("stop") + usage(20, 2);
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", events.size());
    reader.feed(size.data() + events + "\r\n", 1);
    reader.end_of_connection();
    const Answer answer = reader.take_answer();
    EXPECT_EQ(answer.record.error, std::nullopt) << *answer.record.error;
    EXPECT_EQ(answer.record.output_tokens, 2);
}

TEST(Answer, ARefusalIsKeptWithItsWords) {
    const Answer answer = answer_to("",
                                    "HTTP/1.1 307 X\r\nLocation: https://other/v1\r\n"
                                    "Content-Length: 2\r\n\r\nno");
    EXPECT_EQ(answer.record.error, "HTTP 307 (to https://other/v1): no");
    const std::string far(1500, 'x');
    const std::string body = far + "ignore_eos";
    const Answer refused = answer_to(
        "", "HTTP/1.1 400 X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_NE(refused.server_message.find("ignore_eos"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
