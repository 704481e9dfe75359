#include "measure/run/experiment_run.hpp"

#include "base/hash.hpp"
#include "domain/result/absent_facts.hpp"
#include "domain/result/result_wire.hpp"
#include "support/experiment_fixture.hpp"
#include "support/tls.hpp"

namespace lem::measure {
namespace {

namespace fs = std::filesystem;
using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

using ExperimentRun = test::ExperimentFixture;

TEST_F(ExperimentRun, MeasuresWritesAndChecksAWholeResult) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const domain::Result result = run(server);
    EXPECT_TRUE(result.experiment.complete);
    ASSERT_EQ(result.cycles.size(), 3U);
    for (const domain::Cycle& cycle : result.cycles) {
        EXPECT_TRUE(cycle.flags.empty()) << cycle.flags.front();
        EXPECT_EQ(cycle.requests.failed, 0);
        EXPECT_GT(*cycle.metrics.throughput_tokens_per_sec, 50);
        EXPECT_GE(*cycle.metrics.time_to_first_token_ms, 4.5);
        EXPECT_GE(*cycle.metrics.latency_per_token_ms, 1.9);
        EXPECT_NEAR(cycle.mean_concurrency.value(), 2, 0.5);
    }
    EXPECT_EQ(result.summary.throughput_tokens_per_sec.n, 3);
    EXPECT_TRUE(result.summary.throughput_tokens_per_sec.ci95_low);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
    EXPECT_TRUE(result.energy_absent_reason);
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_TRUE(result.summary.tokens_per_joule.absent_reason);
    for (const domain::Check& check : result.checks) {
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
        EXPECT_NE(check.outcome, domain::CheckOutcome::warning) << check.code << check.message;
    }
    EXPECT_EQ(std::get<bool>(result.engine.capabilities.at("usage")), true);
    EXPECT_EQ(std::get<bool>(result.engine.capabilities.at("length_is_kept")), true);
}

TEST_F(ExperimentRun, OfflineWaitingForAFreeSlotIsNotTheClientsLag) {
    ScriptedServer server([](const SeenRequest& request) { return good(request, 10, 10); });
    config_.load = domain::OfflineLoad{.requests = 60, .in_flight_max = 2};
    config_.protocol.cycle_s = 30;
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    ASSERT_EQ(result.cycles.size(), 1U);
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 60);
    // The last waits for about 60 / 2 answers of 40 ms each.
    EXPECT_LT(*cycle.metrics.client_lag_ms_p99, 500);
    for (const char* flag : {"client_bound", "oversaturated"})
        EXPECT_EQ(std::count(cycle.flags.begin(), cycle.flags.end(), flag), 0) << flag;
}

TEST_F(ExperimentRun, OfflineIsMeantToSaturate) {
    // Answers later requests more slowly.
    std::atomic<int> asked{0};
    ScriptedServer server([&](const SeenRequest& request) {
        const bool probe = request.body.find("\"max_tokens\":8") != std::string::npos;
        return good(request, probe ? 1 : 1 + 5 * asked++, 1);
    });
    config_.load = domain::OfflineLoad{.requests = 60};
    config_.protocol.cycle_s = 30;
    config_.protocol.warmup_s = 0;
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    const auto& flags = result.cycles.at(0).flags;
    EXPECT_EQ(std::count(flags.begin(), flags.end(), "oversaturated"), 0);
}

TEST_F(ExperimentRun, MeasuresOverTlsAndAsksForTheVersionOverItToo) {
    const test::SelfSigned certificate;
    certificate.write_pem(folder_ / "ca.pem");
    ScriptedServer server(
        [](const SeenRequest& request) {
            return request.target == "/version" ? test::answer(200, R"({"version":"9.8"})")
                                                : good(request);
        },
        certificate.server_context());
    config_.engine.ca_file = "ca.pem";
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    EXPECT_EQ(result.engine.version, "9.8");
    EXPECT_EQ(result.cycles.at(0).requests.failed, 0);
    EXPECT_GT(result.cycles.at(0).requests.completed, 0);
}

TEST_F(ExperimentRun, FilesAreThoseOfTheManifestAndReadBack) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycles = 1;
    config_.protocol.cycle_s = 1;
    run(server);
    const auto document = schema::parse(content("manifest.json"));
    ASSERT_TRUE(document);
    const auto manifest = schema::from_json<domain::Manifest>(*document);
    ASSERT_TRUE(manifest);
    std::set<std::string> names;
    for (const domain::FileReference& file : manifest->files) {
        names.insert(file.name);
        EXPECT_EQ(file.sha256, sha256_hex(content(file.name))) << file.name;
        EXPECT_EQ(file.size_bytes, static_cast<std::int64_t>(content(file.name).size()));
    }
    EXPECT_EQ(names, (std::set<std::string>{"config.json", "environment.json", "requests.jsonl",
                                            "result.json"}));
    for (const auto& entry : fs::directory_iterator(folder_ / "out"))
        EXPECT_NE(entry.path().extension(), ".part");
    const auto result = schema::parse(content("result.json"));
    ASSERT_TRUE(result);
    EXPECT_TRUE(schema::from_json<domain::Result>(*result));
    EXPECT_EQ(content("result.json").find("127.0.0.1"), std::string::npos)
        << "addresses are private";
    std::istringstream lines(content("requests.jsonl"));
    int warm_up = 0, measured = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto record = schema::parse(line);
        ASSERT_TRUE(record);
        const auto request = schema::from_json<domain::RequestRecord>(*record);
        ASSERT_TRUE(request);
        ++(request->cycle == 0 ? warm_up : measured);
    }
    EXPECT_GT(warm_up, 0);
    EXPECT_GT(measured, 9);
}

TEST_F(ExperimentRun, SameConfigurationHasTheSameScheduleHash) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycles = 1;
    const auto first = run(server).experiment.schedule_sha256;
    EXPECT_EQ(run(server).experiment.schedule_sha256, first);
    config_.workload.seed = 2;
    EXPECT_NE(run(server).experiment.schedule_sha256, first);
}

TEST_F(ExperimentRun, WarmUpThatNeverSettlesIsFlagged) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycles = 1;
    config_.protocol.warmup_until_steady = true;
    config_.protocol.warmup_max_s = 0.4;
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message.value_or(""); };
    const domain::Result result = run(server);
    EXPECT_EQ(result.cycles[0].flags, (std::vector<std::string>{"warm_up_unsteady"}));
    EXPECT_NE(told.find("The warm-up ended after 0.4 s without three windows of 10 s."),
              std::string::npos)
        << told;
    ASSERT_TRUE(result.quality);
    EXPECT_NE(result.quality->grade, domain::Grade::gold);
    EXPECT_FALSE(result.quality->reasons.empty());
    EXPECT_FALSE(result.environment.preflight.empty());
}

TEST_F(ExperimentRun, ContradictionsInTheProtocolAreNamed) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.engine_restarts = 3;
    EXPECT_NE(failure_of(server).find("leave room for 2"), std::string::npos);
    config_.protocol.engine_restarts = 1;
    EXPECT_NE(failure_of(server).find("needs an engine that lem starts"), std::string::npos);
    config_.protocol.engine_restarts = 0;
    config_.protocol.warmup_until_steady = true;
    config_.protocol.warmup_max_s = 0;
    EXPECT_NE(failure_of(server).find("less than protocol.warmup_s"), std::string::npos);
}

TEST_F(ExperimentRun, SearchMeasuresAtTheHighestLoadThatKeepsTheLimits) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message.value_or(""); };
    config_.protocol.cycles = 1;
    config_.protocol.cycle_s = 0.4;
    config_.load = domain::SloSearchLoad{
        .limits = {.time_to_first_token_ms_p50 = 1e-3}, .lowest = 1, .highest = 4};
    const std::string failure = failure_of(server);
    EXPECT_NE(failure.find("no load meets the limits; at the lowest load, "), std::string::npos)
        << failure;
    EXPECT_NE(failure.find("The loads that the search tried are in "), std::string::npos)
        << failure;
    const auto kept = schema::parse(content("result.json"));
    ASSERT_TRUE(kept);
    EXPECT_EQ((*kept)["slo_search"]["steps"].size(), 1U);
    EXPECT_EQ((*kept)["experiment"]["complete"], false);
    EXPECT_TRUE((*kept)["cycles"].empty());
    config_.protocol.cycle_s = 1.5;  // with other programs running a stream may start late
    config_.load = domain::SloSearchLoad{
        .limits = {.time_to_first_token_ms_p50 = 5000}, .lowest = 1, .highest = 4};
    const domain::Result result = run(server);
    ASSERT_EQ(result.cycles.size(), 1U);
    EXPECT_NEAR(result.cycles[0].mean_concurrency.value(), 4, 0.5);
    EXPECT_NE(told.find("Search: the cycles run at 4 streams."), std::string::npos) << told;
    EXPECT_TRUE(std::holds_alternative<domain::SloSearchLoad>(result.experiment.config->load));
}

TEST_F(ExperimentRun, GeneratedPromptsGetTheLengthThatIsAskedFor) {
    // Counts three tokens per two words, plus ten.
    ScriptedServer server([](const SeenRequest& request) {
        if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
        const auto document = schema::parse(request.body);
        const std::string text = (*document)["messages"][0]["content"].get<std::string>();
        const auto words = 1 + std::count(text.begin(), text.end(), ' ');
        return test::steady_stream((*document)["max_tokens"].get<int>(), 2, 1,
                                   static_cast<int>(10 + words * 3 / 2));
    });
    config_.protocol.cycles = 1;
    config_.workload.prompts = domain::PromptSource::synthetic;
    config_.workload.input_tokens = 600;
    const domain::Result result = run(server);
    EXPECT_EQ(result.cycles[0].flags, std::vector<std::string>());
    std::istringstream lines(content("requests.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const auto request = schema::from_text<domain::RequestRecord>(line);
        ASSERT_TRUE(request);
        EXPECT_NEAR(static_cast<double>(request->input_tokens.value_or(0)), 600, 12);
    }
}

TEST_F(ExperimentRun, ServerThatRefusesExtrasIsAskedWithFewer) {
    ScriptedServer server([](const SeenRequest& request) {
        for (const char* extra : {"cache_prompt", "ignore_eos"}) {
            if (request.body.find(extra) != std::string::npos)
                return test::answer(422, "{\"error\":\"extra fields not permitted\"}");
        }
        return good(request);
    });
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    EXPECT_EQ(std::get<bool>(result.engine.capabilities.at("cache_prompt")), false);
    EXPECT_EQ(std::get<bool>(result.engine.capabilities.at("ignore_eos")), false);
    EXPECT_EQ(std::get<bool>(result.engine.capabilities.at("stream_options")), true);
    EXPECT_EQ(result.cycles[0].requests.failed, 0);
}

TEST_F(ExperimentRun, ServerWithoutUsageGivesLatenciesButNoRates) {
    ScriptedServer server([](const SeenRequest&) {
        return Script{
            {0, test::stream_head, false},
            {5, test::chunk(test::token_event("a")), false},
            {5, test::chunk(test::token_event("b") + test::event("[DONE]")) + "0\r\n\r\n", false}};
    });
    const domain::Result result = run(server);
    EXPECT_EQ(result.cycles[0].flags, (std::vector<std::string>{"token_count_unreliable"}));
    EXPECT_EQ(result.cycles[0].tokens.output, std::nullopt) << "unknown is not zero";
    EXPECT_TRUE(domain::unexplained_absences(result).empty());
    EXPECT_EQ(result.summary.throughput_tokens_per_sec.mean, std::nullopt);
    EXPECT_NE(result.summary.throughput_tokens_per_sec.absent_reason->find("usage"),
              std::string::npos);
    EXPECT_TRUE(result.summary.time_to_first_token_ms.mean);
}

TEST_F(ExperimentRun, StopKeepsWhatWasMeasuredAndMarksIt) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycle_s = 1.2;
    on_progress_ = [this](const Progress& progress) {
        if (progress.stage == Stage::cycle && progress.cycle == 2) stop_ = true;
    };
    const domain::Result result = run(server);
    EXPECT_FALSE(result.experiment.complete);
    EXPECT_EQ(result.experiment.incomplete_reason, "stopped by the user");
    EXPECT_EQ(result.cycles.size(), 1U) << "the second had not lasted a second";
    EXPECT_TRUE(fs::exists(folder_ / "out/manifest.json"));
}

TEST_F(ExperimentRun, StoppedBeforeAnyCycleSaysSo) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    stop_ = true;
    EXPECT_NE(failure_of(server).find("Stopped before anything was measured"), std::string::npos);
}

TEST_F(ExperimentRun, FailuresSayWhatHappened) {
    struct Case {
        const char* name;
        Script script;
        const char* message;
    };
    for (const Case& one :
         {Case{"error", test::answer(500, "no GPU left"), "HTTP 500: no GPU left"},
          Case{"unauthorised", test::answer(401, "bad key"), "HTTP 401: bad key"},
          Case{"garbage", {{0, "hello\r\n\r\n\r\n", true}}, "did not answer with HTTP"},
          Case{"no token",
               {{0, "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\ndata: [DONE]\n\n", false}},
               "sent no token"},
          Case{"stall", {{60'000, "x", true}}, "no complete answer within 1 s"}}) {
        ScriptedServer server([&](const SeenRequest& request) {
            return request.target == "/v1/chat/completions" ? one.script : test::answer(404, "");
        });
        config_.protocol.request_timeout_s = 1;
        const std::string message = failure_of(server);
        EXPECT_NE(message.find(one.message), std::string::npos) << one.name << ": " << message;
    }
}

TEST_F(ExperimentRun, ServerThatFailsLaterKeepsTheCyclesBefore) {
    std::atomic<bool> broken{false};
    ScriptedServer server([&](const SeenRequest& request) {
        return broken ? test::answer(503, "gone") : good(request);
    });
    on_progress_ = [&](const Progress& progress) {
        if (progress.cycle == 2) broken = true;
    };
    const domain::Result result = run(server);
    EXPECT_FALSE(result.experiment.complete);
    EXPECT_NE(result.experiment.incomplete_reason->find("HTTP 503: gone"), std::string::npos)
        << *result.experiment.incomplete_reason;
    EXPECT_GE(result.cycles.size(), 1U);
}

TEST_F(ExperimentRun, FinishedCyclesAreOnDiskWhileTheNextIsMeasured) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycle_s = 1;
    config_.protocol.cycles = 2;
    std::string result, requests, manifest;
    on_progress_ = [&](const Progress& progress) {
        if (progress.stage != Stage::cycle || progress.cycle != 2 || !result.empty()) return;
        for (const auto& entry : fs::directory_iterator(folder_ / "out"))
            EXPECT_NE(entry.path().extension(), ".part");
        result = content("result.json");
        requests = content("requests.jsonl");
        manifest = content("manifest.json");
    };
    EXPECT_TRUE(run(server).experiment.complete);
    const auto kept = schema::from_text<domain::Result>(result);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->cycles.size(), 1U);
    EXPECT_FALSE(kept->experiment.complete);
    EXPECT_EQ(kept->experiment.incomplete_reason, "lem ended after cycle 1 of 2");
    ASSERT_TRUE(kept->requests_file);
    EXPECT_EQ(kept->requests_file->sha256, sha256_hex(requests));
    EXPECT_NE(manifest.find(sha256_hex(result)), std::string::npos);
    EXPECT_EQ(schema::from_text<domain::Result>(content("result.json"))->cycles.size(), 2U);
}

TEST_F(ExperimentRun, RunInWhichNothingSucceededLeavesItsRequests) {
    ScriptedServer server([](const SeenRequest& request) {
        const bool probe = request.body.find("\"max_tokens\":8") != std::string::npos;
        return probe ? good(request) : test::answer(500, "no GPU left");
    });
    EXPECT_NE(failure_of(server).find("Nothing was measured"), std::string::npos);
    EXPECT_NE(content("requests.jsonl").find("no GPU left"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder_ / "out/result.json"));
}

TEST_F(ExperimentRun, RunThatDidNotBeginLeavesNoFolder) {
    ScriptedServer server([](const SeenRequest&) { return test::answer(401, "bad key"); });
    failure_of(server);
    EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(ExperimentRun, WhatIsKeptOnTheWayIsSummedUpWithoutBootstraps) {
    ScriptedServer server([](const SeenRequest& request) { return good(request, 1, 1); });
    config_.protocol.cycles = 6;
    schema::json kept;
    on_progress_ = [&](const Progress& progress) {
        if (progress.cycle == 6 && kept.is_null())
            kept = schema::parse(content("result.json")).value_or(schema::json());
    };
    const domain::Result whole = run(server);
    EXPECT_EQ(whole.summary.time_to_first_token_ms_p50.method,
              domain::IntervalMethod::cluster_bootstrap);
    ASSERT_TRUE(kept.is_object());
    EXPECT_EQ(kept["cycles"].size(), 5U);
    EXPECT_EQ(kept["experiment"]["complete"], false);
    const schema::json& median = kept["summary"]["time_to_first_token_ms_p50"];
    EXPECT_TRUE(median["mean"].is_number());
    EXPECT_NE(median["method"], "cluster_bootstrap");
}

}  // namespace
}  // namespace lem::measure
