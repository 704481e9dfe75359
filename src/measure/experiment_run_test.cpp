#include "measure/experiment_run.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "schema/read.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"
#include "support/stub_library.hpp"
#include "support/tls.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;
using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

class ExperimentRun : public testing::Test {
protected:
    ExperimentRun() {
        setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
        config_.name = "test";
        config_.model.name = "tiny";
        config_.engine.name = domain::EngineName::openai;
        config_.load = domain::ConcurrencyLoad{.streams = 2};
        config_.workload.output_tokens = 4;
        config_.protocol = {.cycles = 3,
                            .cycle_s = 0.3,
                            .warmup_s = 0.1,
                            .warmup_until_steady = false,
                            .cooldown_s = 0,
                            .idle_s = 0,
                            .request_timeout_s = 2};
        config_.energy.source = domain::EnergySourceName::none;
        config_.energy.period_ms = 10;
    }

    domain::Result run(const ScriptedServer& server) {
        config_.engine.base_url = server.url();
        return run();
    }
    domain::Result run() {
        return run_experiment({.config = config_,
                               .config_folder = folder_,
                               .output_folder = folder_ / "out",
                               .on_progress =
                                   [this](const Progress& progress) {
                                       if (on_progress_) on_progress_(progress);
                                   },
                               .stop = stop_,
                               .wall_clock = &wall_clock_});
    }
    std::string failure_of(const ScriptedServer& server) {
        config_.engine.base_url = server.url();
        return failure();
    }
    std::string failure() {
        try {
            run();
        } catch (const Error& error) {
            return error.message();
        }
        return "it ran";
    }
    std::string content(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(folder_ / "out" / name, std::ios::binary).rdbuf();
        return text.str();
    }
    /// Answers a probe (8 tokens) and requests of `config_`.
    static Script good(const SeenRequest& request, int first_ms = 5, int gap_ms = 2) {
        if (request.target != "/v1/chat/completions") return test::answer(404, "{}");
        const bool probe = request.body.find("\"max_tokens\":8") != std::string::npos;
        return test::steady_stream(probe ? 8 : 4, first_ms, gap_ms);
    }

    /// The system's, as far as a test does not set it.
    struct SettableClock : Clock {
        std::atomic<Milliseconds> set_by_ms{0};
        Milliseconds now_ms() const override { return SystemClock().now_ms() + set_by_ms; }
    };

    const test::Folder scratch_;
    SettableClock wall_clock_;
    const fs::path& folder_ = scratch_.path();
    domain::Experiment config_;
    std::atomic<bool> stop_{false};
    std::function<void(const Progress&)> on_progress_;
};

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
        EXPECT_NEAR(cycle.mean_concurrency, 2, 0.5);
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
    // Answers the later, the later a request came.
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
    const std::string first = run(server).experiment.schedule_sha256;
    EXPECT_EQ(run(server).experiment.schedule_sha256, first);
    config_.workload.seed = 2;
    EXPECT_NE(run(server).experiment.schedule_sha256, first);
}

TEST_F(ExperimentRun, ReplayedPowerGivesEnergyUnderItsName) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    std::ofstream(folder_ / "trace.csv") << "t_s,watts_0,watts_1\n0,200,50\n1000,200,50\n";
    config_.energy.source = domain::EnergySourceName::replay;
    config_.energy.trace = "trace.csv";
    config_.protocol.idle_s = 0.3;
    const domain::Result result = run(server);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::replayed);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_NEAR(*result.baseline.idle_cold_watts, 250, 0.01);
    EXPECT_NEAR(*result.baseline.idle_loaded_watts, 250, 0.01);
    for (const domain::Cycle& cycle : result.cycles) {
        EXPECT_NEAR(*cycle.metrics.avg_power_watts, 250, 0.01);
        const double length_s = cycle.window.end_s - cycle.window.start_s;
        EXPECT_NEAR(*cycle.energy.energy_joules, 250 * length_s, 0.01);
        EXPECT_NEAR(*cycle.metrics.tokens_per_joule,
                    static_cast<double>(cycle.tokens.output) / *cycle.energy.energy_joules, 1e-9);
        ASSERT_EQ(cycle.energy.per_device.size(), 2U);
    }
    EXPECT_TRUE(result.traces_file);
    EXPECT_TRUE(content("power.csv").starts_with("t_s,watts_0,watts_1\n"));
    for (const domain::Check& check : result.checks)
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
}

TEST_F(ExperimentRun, WallMetersRecordIsReadAfterTheRun) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.source = domain::EnergySourceName::external;
    config_.energy.trace = "wall.csv";
    config_.energy.clock_offset_s = 3600;
    config_.protocol.idle_s = 0.3;
    std::string told;
    on_progress_ = [&](const Progress& progress) {
        told += progress.message;
        if (progress.stage != "cycle" || progress.cycle != 3) return;
        std::ofstream record(folder_ / "wall.csv");
        record << "unix_s,watts\n";
        const auto now_s = static_cast<double>(SystemClock().now_ms()) / 1000;
        for (int i = -600; i < 600; ++i)
            record << text::number(now_s + 3600 + i * 0.1) << ",120\n";
    };
    const domain::Result result = run(server);
    EXPECT_NE(told.find("wall.csv, is not there yet"), std::string::npos) << told;
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::node_wall);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::integrated_power);
    EXPECT_NEAR(*result.baseline.idle_loaded_watts, 120, 1e-6);
    for (const domain::Cycle& cycle : result.cycles) {
        EXPECT_NEAR(*cycle.metrics.avg_power_watts, 120, 1e-6);
        EXPECT_EQ(cycle.energy.invalid_reasons, std::vector<std::string>());
    }
    EXPECT_TRUE(result.summary.tokens_per_joule.mean);
    EXPECT_TRUE(content("power.csv").starts_with("t_s,watts\n0"));
    for (const domain::Check& check : result.checks)
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
}

TEST_F(ExperimentRun, BrokenRecordOfAWallMeterLeavesTheSpeed) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.source = domain::EnergySourceName::external;
    EXPECT_NE(failure_of(server).find("energy.source is external, but energy.trace is missing"),
              std::string::npos);
    config_.energy.trace = "wall.csv";
    std::ofstream(folder_ / "wall.csv") << "unix_s,watts\n1,2\n2,many\n";
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message; };
    const domain::Result result = run(server);
    EXPECT_NE(told.find("wall.csv:3: \"many\" is not a number"), std::string::npos) << told;
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
    EXPECT_EQ(result.energy_absent_reason, "The wall meter's record could not be read.");
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_TRUE(result.summary.throughput_tokens_per_sec.mean);
}

TEST_F(ExperimentRun, ClockThatIsSetInMidRunIsNamedAndChangesNoDuration) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    on_progress_ = [this](const Progress& progress) {
        if (progress.stage == "cycle" && progress.cycle == 2) wall_clock_.set_by_ms = -86'400'000;
    };
    const domain::Result result = run(server);
    ASSERT_EQ(result.cycles.size(), 3U);
    EXPECT_EQ(result.cycles[0].flags, std::vector<std::string>());
    EXPECT_EQ(result.cycles[1].flags, std::vector<std::string>{"clock_step"});
    EXPECT_EQ(result.cycles[2].flags, std::vector<std::string>());
    EXPECT_NEAR(result.cycles[1].window.end_s - result.cycles[1].window.start_s, 0.3, 0.2);
    for (const domain::Check& check : result.checks)
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
}

TEST_F(ExperimentRun, GpusTellOfTheirHeatAndThrottling) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.counter_period_ms = 20;
    script.temperature_celsius = 81;
    script.power_capped_share = 0.75;
    script.thermal_share = 0.02;
    script.compute_pids[0] = 4242;
    script.compute_processes = 1;
    library.play(script);
    config_.energy.source = domain::EnergySourceName::nvml;
    config_.energy.library = library.path();
    config_.protocol.cycles = 1;
    config_.protocol.cycle_s = 1.5;
    const domain::Result result = run(server);
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(cycle.flags, std::vector<std::string>{"thermal"})
        << "the process was there already, with the engine that runs";
    ASSERT_EQ(cycle.device_conditions.size(), 1U);
    EXPECT_EQ(cycle.device_conditions[0].temperature_max_celsius, 81);
    EXPECT_EQ(cycle.device_conditions[0].clock_mean_mhz, 1700);
    EXPECT_NEAR(*cycle.device_conditions[0].power_capped_share, 0.75, 0.05);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::counter);
    EXPECT_NEAR(*cycle.metrics.avg_power_watts, 250, 5);
    EXPECT_EQ(result.quality->grade, domain::Grade::unfit);
}

TEST_F(ExperimentRun, EnergyIsSharedAmongRequestsAndSplitInPrefillAndDecode) {
    ScriptedServer server([](const SeenRequest& request) {
        const bool prefill = request.body.find("\"max_tokens\":1,") != std::string::npos;
        return prefill ? test::steady_stream(1, 3, 0) : good(request);
    });
    std::ofstream(folder_ / "trace.csv") << "t_s,watts\n0,100\n1000,100\n";
    config_.energy.source = domain::EnergySourceName::replay;
    config_.energy.trace = "trace.csv";
    config_.protocol.idle_s = 0.3;
    config_.protocol.prefill_s = 0.3;
    config_.supply = domain::SupplyFactors{.carbon_intensity_g_per_kwh = 360};
    const domain::Result result = run(server);
    double shared_joules = 0, joules = 0;
    for (const domain::Cycle& cycle : result.cycles) {
        joules += *cycle.energy.energy_joules;
        ASSERT_TRUE(cycle.metrics.prefill_joules_per_token);
        ASSERT_TRUE(cycle.metrics.decode_joules_per_token);
        EXPECT_NEAR(
            *cycle.metrics.prefill_joules_per_token * static_cast<double>(cycle.tokens.input) +
                *cycle.metrics.decode_joules_per_token * static_cast<double>(cycle.tokens.output),
            *cycle.energy.energy_joules, 1e-6);
        EXPECT_NEAR(*cycle.metrics.net_joules_per_token, 0, 1e-9) << "all of it is idle power";
        EXPECT_TRUE(cycle.metrics.joules_per_request);
    }
    std::istringstream lines(content("requests.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const auto request = schema::from_text<domain::RequestRecord>(line);
        ASSERT_TRUE(request);
        shared_joules += request->energy_joules.value_or(0);
    }
    EXPECT_LE(shared_joules, joules * 1.0001);
    EXPECT_GE(shared_joules, joules * 0.9) << "two streams leave few slices to nobody";
    ASSERT_TRUE(result.footprint);
    // 360 g/kWh are 1e-4 g/J.
    EXPECT_NEAR(result.footprint->co2e_grams_per_million_tokens,
                *result.summary.joules_per_token.mean * 100, 1e-6);
}

TEST_F(ExperimentRun, WarmUpThatNeverSettlesIsFlagged) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycles = 1;
    config_.protocol.warmup_until_steady = true;
    config_.protocol.warmup_max_s = 0.4;
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message; };
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
    EXPECT_NE(failure_of(server).find("an engine that lem starts itself"), std::string::npos);
    config_.protocol.engine_restarts = 0;
    config_.protocol.warmup_until_steady = true;
    config_.protocol.warmup_max_s = 0;
    EXPECT_NE(failure_of(server).find("is less than protocol.warmup_s"), std::string::npos);
}

TEST_F(ExperimentRun, SearchMeasuresAtTheHighestLoadThatKeepsTheLimits) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message; };
    config_.protocol.cycles = 1;
    config_.protocol.cycle_s = 0.4;
    config_.load = domain::SloSearchLoad{
        .limits = {.time_to_first_token_ms_p50 = 1e-3}, .lowest = 1, .highest = 4};
    const std::string failure = failure_of(server);
    EXPECT_NE(failure.find("No load keeps the limits; at the lowest, "), std::string::npos)
        << failure;
    config_.load = domain::SloSearchLoad{
        .limits = {.time_to_first_token_ms_p50 = 5000}, .lowest = 1, .highest = 4};
    const domain::Result result = run(server);
    ASSERT_EQ(result.cycles.size(), 1U);
    EXPECT_NEAR(result.cycles[0].mean_concurrency, 4, 0.5);
    EXPECT_NE(told.find("Search: the cycles run at 4 concurrency."), std::string::npos) << told;
    EXPECT_TRUE(std::holds_alternative<domain::SloSearchLoad>(result.experiment.config.load));
}

TEST_F(ExperimentRun, GeneratedPromptsGetTheLengthThatIsAskedFor) {
    // Counts three tokens for two words, and ten of its own.
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

TEST_F(ExperimentRun, ModelledEnergyIsLabelled) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.model = domain::ModelledEnergy{.tdp_watts = 100, .utilisation = 0.5};
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::modelled);
    EXPECT_NEAR(*result.cycles[0].metrics.avg_power_watts, 50, 1e-9);
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
    EXPECT_EQ(result.summary.throughput_tokens_per_sec.mean, std::nullopt);
    EXPECT_NE(result.summary.throughput_tokens_per_sec.absent_reason->find("usage"),
              std::string::npos);
    EXPECT_TRUE(result.summary.time_to_first_token_ms.mean);
}

TEST_F(ExperimentRun, StopKeepsWhatWasMeasuredAndMarksIt) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.protocol.cycle_s = 1.2;
    on_progress_ = [this](const Progress& progress) {
        if (progress.stage == "cycle" && progress.cycle == 2) stop_ = true;
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
          Case{"garbage", {{0, "hello\r\n\r\n\r\n", true}}, "does not speak HTTP"},
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

/// An engine is a program that lem starts: here a shell script in its place.
class Engine : public ExperimentRun {
protected:
    Engine() {
        config_.engine.name = domain::EngineName::llama_cpp;
        config_.engine.ready_timeout_s = 1;
        config_.model.path = "tiny.gguf";
        std::string header("GGUF\x03\0\0\0", 8);
        header.append(16, '\0');
        std::ofstream(folder_ / "tiny.gguf", std::ios::binary) << header;
    }
    void program(const std::string& script) {
        const fs::path file = folder_ / "llama-server";
        std::ofstream(file) << "#!/bin/sh\ncase $1 in --version) echo 'version: 7 (abc)'; exit;;\n"
                               "--help) echo 'options: --model --cache-ram N'; exit;; esac\n"
                            << script << "\n";
        fs::permissions(file, fs::perms::owner_all);
        config_.engine.command = file.string();
    }
};

TEST_F(Engine, DeathIsNamedWithTheEndOfItsLog) {
    program("echo loading; echo 'cannot allocate' >&2; exit 7");
    const std::string message = failure();
    EXPECT_NE(message.find("exit code 7"), std::string::npos) << message;
    EXPECT_NE(message.find("cannot allocate"), std::string::npos) << message;
    program("kill -ILL $$");
    EXPECT_NE(failure().find("SIGILL"), std::string::npos);
}

/// A container engine is found in PATH: here a script in its place.
TEST_F(Engine, OfAnImageIsRunByTheContainerEngineAndRemoved) {
    const fs::path file = folder_ / "podman";
    std::ofstream(file) << "#!/bin/sh\necho \"$@\" >> " << (folder_ / "calls").string()
                        << "\necho 'no such image' >&2; exit 125\n";
    fs::permissions(file, fs::perms::owner_all);
    const std::string path = std::getenv("PATH");
    setenv("PATH", (folder_.string() + ":" + path).c_str(), 1);
    config_.engine.image = "ghcr.io/ggml-org/llama.cpp:server";
    const std::string message = failure();
    setenv("PATH", path.c_str(), 1);
    EXPECT_NE(message.find("exit code 125"), std::string::npos) << message;
    EXPECT_NE(message.find("no such image"), std::string::npos) << message;
    std::ifstream calls(folder_ / "calls");
    std::string run, removal;
    std::getline(calls, run);
    std::getline(calls, removal);
    for (const char* part :
         {"run --rm --name lem-", "--publish 127.0.0.1:", ":8000 ",
          "/tiny.gguf:/model/tiny.gguf:ro",
          "--entrypoint /app/llama-server ghcr.io/ggml-org/llama.cpp:server --model "
          "/model/tiny.gguf --host 0.0.0.0 --port 8000"})
        EXPECT_NE(run.find(part), std::string::npos) << part << " in " << run;
    EXPECT_TRUE(removal.starts_with("rm --force lem-")) << removal;
}

TEST_F(Engine, ThatNeverGetsReadyIsStopped) {
    program("echo thinking; exec sleep 1000");
    const std::string message = failure();
    EXPECT_NE(message.find("was not ready within 1 s"), std::string::npos) << message;
    EXPECT_NE(message.find("thinking"), std::string::npos) << message;
}

TEST_F(Engine, GetsLlamaServersOwnOptionNames) {
    program("echo \"$@\"; exit 1");
    config_.load = domain::ConcurrencyLoad{.streams = 3};
    config_.engine.options = {{"threads", std::int64_t{2}},
                              {"metrics", true},
                              {"no-warmup", false},
                              {"batch-size", std::int64_t{256}}};
    const std::string message = failure();
    for (const char* part :
         {"/tiny.gguf", "--host 127.0.0.1", "--alias tiny", "--parallel 3", "--ctx-size 1164",
          "--cache-ram 0", "--threads 2", "--batch-size 256", "--metrics"})
        EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
    EXPECT_EQ(message.find("--no-warmup"), std::string::npos);
}

TEST_F(Engine, WrongSettingsAreNamed) {
    program("exit 0");
    config_.model.path = "absent.gguf";
    EXPECT_NE(failure().find("absent.gguf does not exist (model.path)"), std::string::npos);
    config_.model.path.reset();
    EXPECT_NE(failure().find("needs model.path"), std::string::npos);
    config_.engine.name = domain::EngineName::tgi;
    config_.engine.command.reset();
    EXPECT_NE(failure().find("No text-generation-launcher was found"), std::string::npos);
    EXPECT_NE(failure().find("set engine.base_url"), std::string::npos);
    config_.engine.settings.gpu_layers = 3;
    config_.engine.command = "text-generation-launcher";
    EXPECT_NE(failure().find("has no setting gpu_layers"), std::string::npos);
    config_.engine.settings = {};
    config_.engine.command.reset();
    config_.engine.name = domain::EngineName::openai;
    EXPECT_NE(failure().find("engine.base_url"), std::string::npos);
    config_.engine.base_url = "http://127.0.0.1:1";
    EXPECT_NE(failure().find("Connection refused"), std::string::npos);
    config_.engine.api_key_env = "LEM_TEST_NO_SUCH_VARIABLE";
    EXPECT_NE(failure().find("which is not set"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
