/// Ends of answers on real connections, and whether the connection is reused.

#include "measure/load/load_client.hpp"
#include "support/scripted_server.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

const std::atomic<bool> never_stop{false};

struct Load {
    PhaseResult result;
    std::int64_t completed = 0;
};

Load run(const ScriptedServer& server, int streams, double seconds) {
    domain::Experiment config;
    config.model.name = "tiny";
    config.load = domain::ConcurrencyLoad{.streams = streams};
    config.workload.output_tokens = 3;
    config.protocol.request_timeout_s = 3;
    LoadClient client(parse_endpoint(server.url()), config, {user_prompt("Say a word.")},
                      monotonic_ns());
    LivePhase live;
    Load made{.result = client.run(
                  {.cycle = 1, .duration_s = seconds}, never_stop, [] { return true; }, live)};
    made.completed = live.completed;
    return made;
}

/// All of an answer up to [DONE]; then, after a while, the end of its body.
Script answer_with_end_after(int wait_ms, const std::string& end = "0\r\n\r\n") {
    Script script = test::steady_stream(3, 5, 2);
    std::string& closing = script.back().bytes;
    closing.resize(closing.size() - std::string_view("0\r\n\r\n").size());
    script.push_back({.wait_ms = wait_ms, .bytes = end, .close = false});
    return script;
}

TEST(AnswerEnd, ABodyThatGoesOnBehindDoneCostsNoTime) {
    for (const int wait_ms : {1000, 60'000}) {
        ScriptedServer server([&](const SeenRequest&) { return answer_with_end_after(wait_ms); });
        const Load made = run(server, 2, 1);
        for (const Exchange& exchange : made.result.exchanges)
            EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
        // Two streams of answers that take some 10 ms each; with a wait of a second there would be
        // four.
        EXPECT_GT(made.result.exchanges.size(), 20U) << wait_ms;
        EXPECT_EQ(made.completed, std::ssize(made.result.exchanges));
        for (const Exchange& exchange : made.result.exchanges)
            EXPECT_LT(*exchange.record.last_token_ms - exchange.record.sent_ms, 900);
    }
}

TEST(AnswerEnd, ABodyThatEndsAMomentLaterKeepsItsConnection) {
    ScriptedServer server([](const SeenRequest&) { return answer_with_end_after(10); });
    const Load made = run(server, 2, 0.6);
    for (const Exchange& exchange : made.result.exchanges)
        EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
    ASSERT_GT(made.result.exchanges.size(), 12U);
    EXPECT_LT(server.connections(), static_cast<int>(made.result.exchanges.size()) / 2);
}

TEST(AnswerEnd, TheConnectionClosesOrGoesOnBehindDone) {
    for (const bool closes : {true, false}) {
        ScriptedServer server([&](const SeenRequest&) {
            Script script =
                answer_with_end_after(0, closes ? "" : test::chunk(": bye\n\n") + "0\r\n\r\n");
            script.back().close = closes;
            return script;
        });
        const Load made = run(server, 2, 0.3);
        ASSERT_GT(made.result.exchanges.size(), 4U);
        for (const Exchange& exchange : made.result.exchanges)
            EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
        if (!closes) {
            EXPECT_LE(server.connections(), 2 * 2 + 1);
        }
    }
}

TEST(AnswerEnd, ARefusalWhoseBodyNeverEndsIsNamedWithItsWords) {
    ScriptedServer server([](const SeenRequest&) {
        return Script{{.bytes = "HTTP/1.1 500 X\r\n\r\nout of slots"}, {.wait_ms = 60'000}};
    });
    const Load made = run(server, 1, 0.1);
    ASSERT_FALSE(made.result.exchanges.empty());
    const std::string error = made.result.exchanges.front().record.error.value_or("none");
    EXPECT_NE(error.find("HTTP 500: out of slots"), std::string::npos) << error;
    EXPECT_NE(error.find("request_timeout_s"), std::string::npos) << error;
}

TEST(AnswerEnd, InterimResponsesAreNotTakenForTheAnswer) {
    ScriptedServer server([](const SeenRequest&) {
        Script script = test::steady_stream(3, 5, 2);
        script.insert(script.begin(), {.bytes = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"});
        return script;
    });
    const Load made = run(server, 2, 0.2);
    ASSERT_GT(made.result.exchanges.size(), 4U);
    for (const Exchange& exchange : made.result.exchanges)
        EXPECT_EQ(exchange.record.error, std::nullopt) << *exchange.record.error;
    EXPECT_EQ(server.connections(), 2 + 1);
}

}  // namespace
}  // namespace lem::measure
