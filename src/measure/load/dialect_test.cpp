#include "measure/load/dialect.hpp"

#include "base/clock.hpp"
#include "support/null_server.hpp"
#include "support/scripted_server.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using test::NullServer;
using test::Play;
using test::ServerKind;

const std::atomic<bool> never_stop{false};

constexpr std::array all_kinds{ServerKind::vllm,  ServerKind::sglang,    ServerKind::tensorrt_llm,
                               ServerKind::tgi,   ServerKind::llama_cpp, ServerKind::transformers,
                               ServerKind::ollama};

domain::Experiment tiny_experiment() {
    domain::Experiment config;
    config.model.name = "tiny";
    config.protocol.request_timeout_s = 5;
    return config;
}

/// A client of a server that follows `play`.
struct Session {
    NullServer server;
    domain::Experiment config = tiny_experiment();
    LoadClient client;

    explicit Session(const Play& play)
        : server(play),
          client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                 monotonic_ns()) {}

    DialectFindings probe() { return probe_dialect(client, config.workload, never_stop); }
    Exchange ask(int tokens) { return client.probe("Say a word.", tokens, never_stop); }
};

TEST(Dialects, AStreamOfEveryServerIsReadAndTimed) {
    for (const ServerKind kind : all_kinds) {
        SCOPED_TRACE(static_cast<int>(kind));
        Session session({.kind = kind, .first_ms = 20, .gap_ms = 5});
        session.client.set_dialect({.ignore_eos = false, .cache_prompt = false});
        const Exchange exchange = session.ask(4);
        const domain::RequestRecord& record = exchange.record;
        EXPECT_EQ(record.error, std::nullopt) << *record.error;
        EXPECT_EQ(record.chunks, 4);
        EXPECT_EQ(record.output_tokens, 4);
        EXPECT_EQ(record.input_tokens, 20);
        EXPECT_EQ(record.finish_reason, "length");
        EXPECT_GE(*record.first_token_ms - record.scheduled_ms, 20.0);
        EXPECT_GE(*record.last_token_ms - record.scheduled_ms, 20.0 + 3 * 5);
    }
}

TEST(Dialects, ThinkingToolCallsBunchesAndCutCharactersAreReadFromEveryServer) {
    for (const ServerKind kind : all_kinds) {
        for (const bool tool_call : {false, true}) {
            for (const int events_per_write : {1, 3}) {
                for (const bool split_utf8 : {false, true}) {
                    SCOPED_TRACE(testing::Message() << static_cast<int>(kind) << tool_call
                                                    << events_per_write << split_utf8);
                    Session session({.kind = kind,
                                     .gap_ms = 1,
                                     .reasoning = 2,
                                     .tool_call = tool_call,
                                     .events_per_write = events_per_write,
                                     .split_utf8 = split_utf8});
                    session.client.set_dialect({.ignore_eos = false, .cache_prompt = false});
                    const Exchange exchange = session.ask(6);
                    EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
                    EXPECT_EQ(exchange.record.chunks, 6);
                    EXPECT_EQ(exchange.reasoning_chunks, 2);
                    ASSERT_TRUE(exchange.record.first_answer_token_ms);
                    EXPECT_GE(*exchange.record.first_answer_token_ms,
                              *exchange.record.first_token_ms);
                    EXPECT_EQ(exchange.record.finish_reason, tool_call ? "tool_calls" : "length");
                }
            }
        }
    }
}

TEST(Dialects, ARefusedPartOfAFieldDoesNotCostTheField) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        return request.body.find("continuous_usage_stats") != std::string::npos
                   ? test::answer(400,
                                  "Unknown parameter: 'stream_options.continuous_usage_stats'.")
                   : test::steady_stream(3, 0, 0);
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    auto found = probe_dialect(client, config.workload, never_stop);
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_EQ(found.capabilities["stream_options"], schema::Scalar(true));
    EXPECT_EQ(found.capabilities["continuous_usage_stats"], schema::Scalar(false));
    EXPECT_TRUE(found.dialect.stream_options);
}

/// OpenAI's reasoning models, with the messages of that service.
TEST(Dialects, FieldsThatAServerKnowsByAnotherNameOrNotAtAll) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        const auto has = [&](const char* field) {
            return request.body.find("\"" + std::string(field) + "\"") != std::string::npos;
        };
        if (has("max_tokens"))
            return test::answer(400,
                                "Unsupported parameter: 'max_tokens' is not supported with this "
                                "model. Use 'max_completion_tokens' instead.");
        if (has("temperature"))
            return test::answer(400,
                                "Unsupported value: 'temperature' does not support 0 with this "
                                "model. Only the default (1) value is supported.");
        return has("max_completion_tokens") ? test::steady_stream(8, 0, 0)
                                            : test::answer(400, "no length");
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    auto found = probe_dialect(client, config.workload, never_stop);
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_EQ(found.capabilities["length_field"], schema::Scalar("max_completion_tokens"));
    EXPECT_EQ(found.capabilities["temperature"], schema::Scalar(false));
    EXPECT_EQ(found.capabilities["ignore_eos"], schema::Scalar(true)) << "nothing else is left out";
}

/// A strict server names the unknown field, but not the one to use instead.
TEST(Dialects, ARefusedLengthIsAskedForByItsOtherName) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        std::string refused;
        for (const char* field :
             {"stream_options", "ignore_eos", "cache_prompt", "temperature", "max_tokens"}) {
            if (request.body.find("\"" + std::string(field) + "\"") == std::string::npos) continue;
            refused += std::string(refused.empty() ? "" : ",") +
                       R"({"type":"extra_forbidden","loc":["body",")" + field +
                       R"("],"msg":"Extra inputs are not permitted"})";
        }
        return refused.empty() ? test::steady_stream(8, 0, 0)
                               : test::answer(422, "{\"detail\":[" + refused + "]}");
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    auto found = probe_dialect(client, config.workload, never_stop);
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_EQ(found.capabilities["length_field"], schema::Scalar("max_completion_tokens"));
}

TEST(Dialects, ALengthThatIsTooLargeKeepsItsName) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        return request.body.find("cache_prompt") != std::string::npos
                   ? test::answer(400, "max_tokens is too large")
                   : test::steady_stream(8, 0, 0);
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    EXPECT_FALSE(probe_dialect(client, config.workload, never_stop).dialect.max_completion_tokens);
}

TEST(Dialects, ARefusalThatRepeatsTheRequestCostsNoTemperature) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        return request.body.find("cache_prompt") != std::string::npos
                   ? test::answer(422, "extra fields not permitted: " + request.body)
                   : test::steady_stream(8, 0, 0);
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    const auto found = probe_dialect(client, config.workload, never_stop);
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_TRUE(found.dialect.temperature);
    EXPECT_FALSE(found.dialect.max_completion_tokens);
}

/// The findings of the probe with a scripted server.
DialectFindings findings_of(const test::ScriptedServer& server, double wait_max_s = 20) {
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    return probe_dialect(client, config.workload, never_stop, wait_max_s);
}

TEST(Dialects, ARefusalThatNamesAFieldCountsWhateverItsStatusAndShape) {
    const std::string words = "unexpected keyword argument 'ignore_eos'";
    const std::string json = R"({"error":{"message":")" + words + "\"}}";
    const auto stream = [](const std::string& event) {
        return test::Script{{.bytes = test::stream_head + test::chunk(event) + "0\r\n\r\n"}};
    };
    const std::vector<std::pair<const char*, test::Script>> refusals{
        {"500", test::answer(500, json)},
        {"404", test::answer(404, json)},
        {"403", test::answer(403, json)},
        {"503", test::answer(503, json)},
        {"418 in words", test::answer(418, words)},
        {"400 behind much else", test::answer(400, std::string(1000, '.') + words)},
        {"200 with a document", test::answer(200, json)},
        {"an error in the stream", stream(test::event(json))},
        {"an event named error",
         stream("event: error\n" + test::event("{\"detail\":\"" + words + "\"}"))},
        {"a finish_reason",
         stream(test::event(R"({"choices":[{"delta":{},"finish_reason":"error","error":")" + words +
                            "\"}]}"))},
    };
    for (const auto& [name, refusal] : refusals) {
        SCOPED_TRACE(name);
        const test::ScriptedServer server([&, &answer = refusal](const test::SeenRequest& request) {
            return request.body.find("\"ignore_eos\"") != std::string::npos
                       ? answer
                       : test::steady_stream(8, 0, 0);
        });
        const DialectFindings found = findings_of(server);
        EXPECT_EQ(found.failure, std::nullopt) << *found.failure;
        EXPECT_FALSE(found.dialect.ignore_eos);
        EXPECT_TRUE(found.dialect.stream_options) << "only what was named is left out";
        EXPECT_EQ(found.capabilities.at("ignore_eos"), schema::Scalar(false));
        EXPECT_LE(server.seen().size(), 5U) << "it is believed at once";
    }
}

TEST(Dialects, AServerThatIsNotReadyIsWaitedFor) {
    const std::string loading = R"({"error":{"message":"model is still loading"}})";
    struct Unready {
        const char* name;
        test::Script refusal;
    };
    const auto with_header = [](int status, const std::string& header) {
        test::Script script = test::answer(status, "{}");
        script[0].bytes.insert(script[0].bytes.find("\r\n") + 2, header + "\r\n");
        return script;
    };
    for (const Unready& unready : {
             Unready{"429", test::answer(429, "slow down")},
             Unready{"429 for a second", with_header(429, "Retry-After: 1")},
             Unready{"503 until a date", with_header(503,
                                                     "Date: Sun, 29 Nov 2026 11:00:00 GMT\r\n"
                                                     "Retry-After: Sun, 29 Nov 2026 11:00:01 GMT")},
             Unready{"503", test::answer(503, "")},
             Unready{"400, still loading", test::answer(400, loading)},
             Unready{"500, without a reason", test::answer(500, "Internal Server Error")},
             Unready{"422, without a reason", test::answer(422, "")},
         }) {
        SCOPED_TRACE(unready.name);
        std::atomic<int> asked{0};
        const int refusals =
            unready.refusal[0].bytes.find("Retry-After") == std::string::npos ? 3 : 1;
        const test::ScriptedServer server([&](const test::SeenRequest&) {
            return asked++ < refusals ? unready.refusal : test::steady_stream(8, 0, 0);
        });
        const double before_ms = static_cast<double>(monotonic_ns()) / 1e6;
        const DialectFindings found = findings_of(server);
        const double took_ms = static_cast<double>(monotonic_ns()) / 1e6 - before_ms;
        EXPECT_EQ(found.failure, std::nullopt) << *found.failure;
        EXPECT_TRUE(found.dialect.ignore_eos) << "no field is dropped permanently";
        EXPECT_TRUE(found.dialect.cache_prompt);
        EXPECT_TRUE(found.dialect.stream_options);
        EXPECT_GE(took_ms, refusals == 1 ? 1000 : 300) << "it gets few requests";
    }
}

TEST(Dialects, AServerThatNeverBecomesReadyFailsInItsWordsWhenTheWaitIsOver) {
    const test::ScriptedServer server(
        [](const test::SeenRequest&) { return test::answer(503, "no capacity"); });
    const DialectFindings found = findings_of(server, 0.5);
    ASSERT_TRUE(found.failure);
    EXPECT_NE(found.failure->find("HTTP 503: no capacity"), std::string::npos) << *found.failure;
    EXPECT_LE(server.seen().size(), 6U);
}

TEST(Dialects, WhoMayNotAskIsToldAtOnce) {
    for (const int status : {401, 403, 404, 405}) {
        const test::ScriptedServer server(
            [&](const test::SeenRequest&) { return test::answer(status, "not for you"); });
        const DialectFindings found = findings_of(server);
        ASSERT_TRUE(found.failure);
        EXPECT_NE(found.failure->find("not for you"), std::string::npos);
        EXPECT_EQ(server.seen().size(), 1U) << status;
    }
}

TEST(Dialects, ARefusalThatNeverNamesAnythingCostsTheFieldsOneByOne) {
    const test::ScriptedServer server([](const test::SeenRequest& request) {
        return request.body.find("cache_prompt") != std::string::npos
                   ? test::answer(400, "no")
                   : test::steady_stream(8, 0, 0);
    });
    const DialectFindings found = findings_of(server);
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_FALSE(found.dialect.cache_prompt);
    EXPECT_TRUE(found.dialect.ignore_eos);
}

TEST(Dialects, AnyStatusOfSuccessIsRead) {
    const test::ScriptedServer server([](const test::SeenRequest&) {
        test::Script script = test::steady_stream(8, 0, 0);
        script[0].bytes.replace(0, std::string_view("HTTP/1.1 200 OK").size(),
                                "HTTP/1.1 201 Created");
        return script;
    });
    EXPECT_EQ(findings_of(server).failure, std::nullopt);
}

TEST(Dialects, AnAnswerThatIsCutBehindTheProbeFails) {
    std::atomic<bool> cuts{false};
    const test::ScriptedServer server([&](const test::SeenRequest&) {
        const std::string text = test::event(R"({"choices":[{"delta":{"content":"a"}}]})");
        const std::string finish =
            test::event(R"({"choices":[{"delta":{},"finish_reason":"length"}]})");
        std::string body;
        for (int i = 0; i < 8; ++i)
            body += text;
        body += (cuts ? "" : finish) + test::event("[DONE]");
        return test::Script{{.bytes = test::stream_head + test::chunk(body) + "0\r\n\r\n"}};
    });
    const domain::Experiment config = tiny_experiment();
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    EXPECT_EQ(probe_dialect(client, config.workload, never_stop).failure, std::nullopt);
    EXPECT_EQ(client.probe("Say a word.", 8, never_stop).record.error, std::nullopt);
    cuts = true;
    const Exchange cut = client.probe("Say a word.", 8, never_stop);
    ASSERT_TRUE(cut.record.error);
    EXPECT_NE(cut.record.error->find("no finish_reason"), std::string::npos) << *cut.record.error;
}

struct Expected {
    ServerKind kind;
    const char* length_by;
    bool ignore_eos, cache_prompt, stream_options, continuous, cached;
    const char* usage_place;
    const char* reasoning_field;
};

TEST(Dialects, TheProbeFindsWhatEachServerTakesAndGives) {
    for (const Expected& expected : {
             Expected{ServerKind::vllm, "ignore_eos", true, true, true, true, false,
                      "in a closing event", "reasoning"},
             Expected{ServerKind::sglang, "ignore_eos", true, true, true, true, false,
                      "in a closing event", "reasoning_content"},
             Expected{ServerKind::tensorrt_llm, "ignore_eos", true, false, true, true, false,
                      "in a closing event", "reasoning_content and reasoning"},
             Expected{ServerKind::tgi, "none", true, true, true, false, false, "in a closing event",
                      "reasoning_content"},
             Expected{ServerKind::llama_cpp, "ignore_eos", true, true, true, false, true,
                      "in a closing event", "reasoning_content"},
             Expected{ServerKind::transformers, "generation_config", false, false, true, false,
                      false, "with the finish reason", "reasoning_content"},
             Expected{ServerKind::ollama, "none", true, true, true, false, false,
                      "in a closing event", "reasoning"},
         }) {
        SCOPED_TRACE(static_cast<int>(expected.kind));
        Session session({.kind = expected.kind, .stops_after = 2, .reasoning = 1});
        const DialectFindings found = session.probe();
        ASSERT_EQ(found.failure, std::nullopt) << *found.failure;
        EXPECT_TRUE(found.counts_tokens);
        auto capabilities = found.capabilities;
        using Scalar = schema::Scalar;
        EXPECT_EQ(capabilities["length_is_forced_by"], Scalar(expected.length_by));
        EXPECT_EQ(capabilities["length_is_kept"],
                  Scalar(std::string_view(expected.length_by) != "none"));
        EXPECT_EQ(capabilities["ignore_eos"], Scalar(expected.ignore_eos));
        EXPECT_EQ(capabilities["cache_prompt"], Scalar(expected.cache_prompt));
        EXPECT_EQ(capabilities["stream_options"], Scalar(expected.stream_options));
        EXPECT_EQ(capabilities["continuous_usage_stats"], Scalar(expected.continuous));
        EXPECT_EQ(capabilities["cached_tokens"], Scalar(expected.cached));
        EXPECT_EQ(capabilities["usage_place"], Scalar(expected.usage_place));
        EXPECT_EQ(capabilities["reasoning_field"], Scalar(expected.reasoning_field));
        EXPECT_EQ(capabilities["chunks_per_token"], Scalar(1.0));
        EXPECT_EQ(capabilities["temperature"], Scalar(true));
        EXPECT_EQ(capabilities["length_field"], Scalar("max_tokens"));
        // The client keeps a working dialect.
        const Exchange exchange = session.ask(5);
        EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
        EXPECT_EQ(exchange.record.output_tokens,
                  std::string_view(expected.length_by) == "none" ? 2 : 5);
    }
}

/// vLLM's --stream-interval: only running counts show how many tokens an event has.
TEST(Dialects, RunningCountsAreAskedForWhereAnEventHoldsSeveralTokens) {
    Session session({.tokens_per_chunk = 3});
    const DialectFindings found = session.probe();
    EXPECT_TRUE(found.dialect.continuous_usage);
    EXPECT_EQ(found.capabilities.at("usage_place"), schema::Scalar("in every event"));
    const Exchange exchange = session.ask(8);
    EXPECT_EQ(exchange.record.chunks, 3);
    EXPECT_EQ(exchange.record.output_tokens, 8);
    EXPECT_EQ(exchange.tokens_by_chunk, (std::vector<std::int64_t>{3, 6, 8}));
}

TEST(Dialects, AServerThatNeverCountsIsFoundOut) {
    Session session({.kind = ServerKind::tgi, .usage = false});
    const DialectFindings found = session.probe();
    EXPECT_EQ(found.failure, std::nullopt);
    EXPECT_FALSE(found.counts_tokens);
    EXPECT_EQ(found.capabilities.at("usage_place"), schema::Scalar("none"));
    EXPECT_FALSE(found.capabilities.contains("chunks_per_token")) << "unknown is not 0";
}

TEST(Dialects, AServerThatBreaksOffFailsTheProbeWithItsWords) {
    for (const ServerKind kind : all_kinds) {
        SCOPED_TRACE(static_cast<int>(kind));
        Session session({.kind = kind, .error_after = 2});
        const DialectFindings found = session.probe();
        ASSERT_TRUE(found.failure);
        EXPECT_NE(found.failure->find("out of memory"), std::string::npos) << *found.failure;
    }
}

TEST(Dialects, TheLengthIsNotForcedWhenTheWorkloadDoesNotWantIt) {
    Session session({.stops_after = 2});
    session.config.workload.ignore_eos = false;
    const DialectFindings found = session.probe();
    EXPECT_FALSE(found.capabilities.contains("length_is_forced_by"));
    for (const std::string& body : session.server.bodies()) {
        EXPECT_EQ(body.find("ignore_eos"), std::string::npos);
        EXPECT_EQ(body.find("min_tokens"), std::string::npos);
    }
}

}  // namespace
}  // namespace lem::measure
