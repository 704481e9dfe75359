/// Whole runs against servers with unusual failures, counts and addresses.

#include "support/experiment_fixture.hpp"

namespace lem::measure {
namespace {

namespace fs = std::filesystem;
using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

class ExperimentAnswers : public test::ExperimentFixture {
protected:
    ExperimentAnswers() {
        config_.protocol.cycles = 1;
        config_.protocol.cycle_s = 0.6;
        config_.protocol.slo = domain::RequestLimits{.e2e_latency_ms = 1e6};
    }
    static bool is_probe(const SeenRequest& request) {
        return request.body.find("\"max_tokens\":8") != std::string::npos;
    }
    /// Four words, then these events.
    static Script stream(const std::string& events) {
        Script script{{.bytes = test::stream_head}};
        for (int i = 0; i < 4; ++i)
            script.push_back({.wait_ms = 3, .bytes = test::chunk(test::token_event("w"))});
        script.push_back({.bytes = test::chunk(events) + "0\r\n\r\n"});
        return script;
    }
};

TEST_F(ExperimentAnswers, RequestsThatTheServerCutsOffFailAndAreNamed) {
    const std::vector<std::pair<std::string, std::string>> ends{
        {test::event(R"({"choices":[{"index":0,"delta":{},"finish_reason":"abort"}]})") +
             test::usage_event(20, 4) + test::event("[DONE]"),
         "abort"},
        {"event: error\n" + test::event(R"({"code":503,"message":"overloaded"})") +
             test::event("[DONE]"),
         "overloaded"},
    };
    for (const auto& [end, words] : ends) {
        std::atomic<int> asked{0};
        ScriptedServer server([&, &last = end](const SeenRequest& request) {
            if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
            if (is_probe(request) || asked++ % 3 != 0) return good(request);
            return stream(last);
        });
        const domain::Result result = run(server);
        ASSERT_EQ(result.cycles.size(), 1U);
        const domain::Cycle& cycle = result.cycles[0];
        EXPECT_GT(cycle.requests.failed, 0);
        EXPECT_GT(cycle.requests.completed, 0);
        EXPECT_LT(*cycle.metrics.goodput_share, 1);
        EXPECT_TRUE(cycle.metrics.throughput_tokens_per_sec) << "the others' rates are known";
        EXPECT_NE(std::ranges::find(cycle.flags, "errors"), cycle.flags.end());
        ASSERT_TRUE(result.quality);
        EXPECT_NE(
            std::ranges::find(result.quality->reasons, "errors", &domain::QualityReason::code),
            result.quality->reasons.end());
        EXPECT_NE(content("requests.jsonl").find(words), std::string::npos);
    }
}

TEST_F(ExperimentAnswers, AFilteredAnswerIsASuccessWithAFlag) {
    ScriptedServer server([](const SeenRequest& request) {
        if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
        return stream(
            test::event(
                R"({"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]})") +
            test::usage_event(20, 4) + test::event("[DONE]"));
    });
    const domain::Result result = run(server);
    EXPECT_EQ(result.cycles.at(0).requests.failed, 0);
    const auto& flags = result.cycles.at(0).flags;
    EXPECT_NE(std::ranges::find(flags, "content_filter"), flags.end());
    EXPECT_NE(
        std::ranges::find(result.quality->reasons, "content_filter", &domain::QualityReason::code),
        result.quality->reasons.end());
}

TEST_F(ExperimentAnswers, HiddenThinkingIsLeftOutOfTheTimePerTokenAndNamed) {
    ScriptedServer server([](const SeenRequest& request) {
        if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
        return stream(test::event(
            R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,)"
            R"("completion_tokens":16,"completion_tokens_details":{"reasoning_tokens":12}}})"));
    });
    config_.workload.output_tokens = 16;
    const domain::Result result = run(server);
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(cycle.mean_output_tokens, 16);
    EXPECT_GE(*cycle.metrics.latency_per_token_ms, 2.9);
    const auto check = std::ranges::find(result.checks, "A10", &domain::Check::code);
    ASSERT_NE(check, result.checks.end());
    EXPECT_NE(check->message.find("never streamed"), std::string::npos) << check->message;
    EXPECT_EQ(check->message.find("several tokens in a chunk"), std::string::npos);
}

TEST_F(ExperimentAnswers, AnyAddressAndHeaderAndTheKeyIsInNoFile) {
    const std::string key = "sk-0123456789abcdef", query_key = "qk-fedcba9876543210";
    setenv("LEM_TEST_HEADER_KEY", key.c_str(), 1);
    setenv("LEM_TEST_QUERY_KEY", query_key.c_str(), 1);
    std::atomic<int> asked{0};
    ScriptedServer server([&](const SeenRequest& request) {
        const bool right =
            request.target ==
                "/openai/deployments/m/chat/completions?api-version=2024-10-21&key=" + query_key &&
            request.head.find("\r\napi-key: " + key + "\r\n") != std::string::npos;
        if (!right) return test::answer(404, "{}");
        // Servers often quote the request.
        if (++asked % 5 == 0) return test::answer(401, "bad key " + key + " for " + request.target);
        return test::steady_stream(is_probe(request) ? 8 : 4, 2, 2);
    });
    config_.engine.base_url = server.url() +
                              "/openai/deployments/m/chat/completions?api-version=2024-10-21"
                              "&key=$LEM_TEST_QUERY_KEY";
    config_.engine.header_env = {{"api-key", "LEM_TEST_HEADER_KEY"}};
    const domain::Result result = run();
    EXPECT_GT(result.cycles.at(0).requests.completed, 0);
    EXPECT_GT(result.cycles.at(0).requests.failed, 0);
    for (const auto& entry : fs::directory_iterator(folder_ / "out")) {
        const std::string text = content(entry.path().filename());
        for (const std::string& secret : {key, query_key})
            EXPECT_EQ(text.find(secret), std::string::npos) << entry.path();
    }
    EXPECT_NE(content("config.json").find("LEM_TEST_HEADER_KEY"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
