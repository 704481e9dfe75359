#include "base/text.hpp"
#include "domain/result/result_wire.hpp"
#include "measure/run/experiment_run.hpp"
#include "support/experiment_fixture.hpp"
#include "support/stub_library.hpp"

namespace lem::measure {
namespace {

using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

using ExperimentEnergy = test::ExperimentFixture;

TEST_F(ExperimentEnergy, ReplayedPowerGivesEnergyUnderItsName) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    std::ofstream(folder_ / "trace.csv") << "t_s,watts_0,watts_1\n0,200,50\n2,200,50\n";
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
                    static_cast<double>(*cycle.tokens.output) / *cycle.energy.energy_joules, 1e-9);
        ASSERT_EQ(cycle.energy.per_device.size(), 2U);
    }
    EXPECT_TRUE(result.traces_file);
    EXPECT_TRUE(content("power.csv").starts_with("t_s,watts_0,watts_1\n"));
    for (const domain::Check& check : result.checks)
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
}

TEST_F(ExperimentEnergy, IdlePowerOfACoarseCounterIsNotHigh) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.counter_period_ms = 300;
    library.play(script);
    config_.energy.source = domain::EnergySourceName::nvml;
    config_.energy.library = library.path();
    config_.protocol.idle_s = 1;
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    // 40 ms of power in a second would be 10 W.
    EXPECT_NEAR(*result.baseline.idle_cold_watts, 250, 5);
    EXPECT_NEAR(*result.baseline.idle_loaded_watts, 250, 5);
}

TEST_F(ExperimentEnergy, WhyIdlePowerIsNotKnownIsSaid) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    library.play(script);
    on_progress_ = [&](const Progress& progress) {
        if (progress.stage != Stage::idle) return;
        script.device_lost = true;
        library.play(script);
    };
    config_.energy.source = domain::EnergySourceName::nvml;
    config_.energy.library = library.path();
    config_.protocol.idle_s = 0.3;
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    EXPECT_EQ(result.baseline.idle_loaded_watts, std::nullopt);
    EXPECT_EQ(result.baseline.absent_reason,
              "Idle power could not be read: the source gave no complete series of readings over "
              "the window (device_missing).");
}

TEST_F(ExperimentEnergy, HotDeviceIsWaitedForAndTheResultSaysWhetherItCooledDown) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const auto hwmon = folder_ / "sys/class/hwmon/hwmon0";
    std::filesystem::create_directories(hwmon);
    const auto put = [&](const char* name, const char* value) {
        std::ofstream(hwmon / "written") << value;
        std::filesystem::rename(hwmon / "written", hwmon / name);  // never half a number
    };
    put("name", "amdgpu");
    put("power1_average", "100000000");
    config_.energy.source = domain::EnergySourceName::amdgpu;
    config_.energy.sysfs_root = (folder_ / "sys").string();
    std::string told;
    bool cools = true;
    on_progress_ = [&](const Progress& progress) {
        told += progress.message.value_or("");
        if (progress.stage == Stage::cooling && cools) put("temp1_input", "50000");
    };
    const auto found = [&](double most_s) {
        put("temp1_input", "71000");
        config_.protocol.cool_start_max_s = most_s;
        const domain::Result result = run(server);
        for (const domain::PreflightFinding& finding : result.environment.preflight)
            if (finding.code == "start_temperature") return finding;
        return domain::PreflightFinding{};
    };
    EXPECT_TRUE(found(60).passed);
    EXPECT_NE(told.find("is at 71 °C; waiting up to 60 s for it to drop below 60 °C"),
              std::string::npos)
        << told;
    cools = false;
    const domain::PreflightFinding hot = found(0.3);
    EXPECT_FALSE(hot.passed);
    EXPECT_NE(hot.message.find("was at 71 °C at the start; above "), std::string::npos);
}

TEST_F(ExperimentEnergy, WallMetersRecordIsReadAfterTheRun) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.source = domain::EnergySourceName::external;
    config_.energy.trace = "wall.csv";
    config_.energy.clock_offset_s = 3600;
    config_.protocol.idle_s = 0.3;
    std::string told;
    on_progress_ = [&](const Progress& progress) {
        told += progress.message.value_or("");
        if (progress.stage != Stage::cycle || progress.cycle != 3) return;
        std::ofstream record(folder_ / "wall.csv");
        record << "unix_s,watts\n";
        const auto now_s = static_cast<double>(SystemClock().now_ms()) / 1000;
        for (int i = -600; i < 600; ++i)
            record << text::number(now_s + 3600 + i * 0.1) << ",120\n";
    };
    config_.protocol.prefill_s = 0.1;
    const domain::Result result = run(server);
    EXPECT_NE(told.find("wall.csv, does not exist yet"), std::string::npos) << told;
    EXPECT_EQ(result.summary.prefill_joules_per_token.absent_reason,
              "not measured: a wall meter's record is read after the run only");
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

TEST_F(ExperimentEnergy, BrokenRecordOfAWallMeterLeavesTheSpeed) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.source = domain::EnergySourceName::external;
    EXPECT_NE(failure_of(server).find("/energy/trace is required for energy.source: external"),
              std::string::npos);
    config_.energy.trace = "wall.csv";
    std::ofstream(folder_ / "wall.csv") << "unix_s,kilowatts\n1,2\n";
    EXPECT_NE(failure_of(server).find("wall.csv:1: the header is \"unix_s,kilowatts\""),
              std::string::npos)
        << "before the run";
    std::ofstream(folder_ / "wall.csv") << "unix_s,watts\n1,many\n";
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message.value_or(""); };
    const domain::Result result = run(server);
    EXPECT_NE(told.find("1 line of the wall meter's record ignored; the first: wall.csv:2: "
                        "\"many\" is not a number"),
              std::string::npos)
        << told;
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
    EXPECT_TRUE(result.energy_absent_reason->starts_with(
        "The wall meter's record could not be read: no reading in the wall meter's record; 1 line "
        "of the wall meter's record ignored; the first: wall.csv:2: \"many\" is not a number"))
        << *result.energy_absent_reason;
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_TRUE(result.summary.throughput_tokens_per_sec.mean);
}

TEST_F(ExperimentEnergy, ClockThatIsSetInMidRunIsNamedAndChangesNoDuration) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    on_progress_ = [this](const Progress& progress) {
        if (progress.stage == Stage::cycle && progress.cycle == 2)
            wall_clock_.set_by_ms = -86'400'000;
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

TEST_F(ExperimentEnergy, GpusTellOfTheirHeatAndThrottling) {
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

TEST_F(ExperimentEnergy, OneCycleWithoutItsCounterMakesTheRunOneOfSampledPower) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.counter_period_ms = 20;
    library.play(script);
    bool begun = false;
    on_progress_ = [&](const Progress& progress) {
        if (progress.stage != Stage::cycle || progress.cycle != 1 || begun) return;
        begun = true;
        script.now_s = 100;
        script.reset_at_s = 100.4;
        library.play(script);
    };
    config_.energy.source = domain::EnergySourceName::nvml;
    config_.energy.library = library.path();
    config_.protocol.cycle_s = 0.8;
    const domain::Result result = run(server);
    ASSERT_EQ(result.cycles.size(), 3U);
    EXPECT_EQ(result.cycles[0].energy.counter_joules, std::nullopt);
    EXPECT_TRUE(result.cycles[2].energy.counter_joules);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::integrated_power);
}

TEST_F(ExperimentEnergy, EnergyIsSharedAmongRequestsAndSplitInPrefillAndDecode) {
    ScriptedServer server([](const SeenRequest& request) {
        const bool prefill = request.body.find("\"max_tokens\":1,") != std::string::npos;
        return prefill ? test::steady_stream(1, 3, 0) : good(request);
    });
    std::ofstream(folder_ / "trace.csv") << "t_s,watts\n0,100\n2,100\n";
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
            *cycle.metrics.prefill_joules_per_token * static_cast<double>(*cycle.tokens.input) +
                *cycle.metrics.decode_joules_per_token * static_cast<double>(*cycle.tokens.output),
            *cycle.energy.energy_joules, 1e-6);
        EXPECT_NEAR(*cycle.metrics.net_joules_per_token, 0, 1e-9) << "all of it is idle power";
        EXPECT_TRUE(cycle.metrics.joules_per_request);
    }
    std::istringstream lines(content("requests.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const auto request = schema::from_text<domain::RequestRecord>(line);
        ASSERT_TRUE(request) << request.error()[0].pointer << " " << request.error()[0].message;
        shared_joules += request->energy_joules.value_or(0);
    }
    EXPECT_LE(shared_joules, joules * 1.0001);
    EXPECT_GE(shared_joules, joules * 0.9) << "with two streams few slices have no request";
    ASSERT_TRUE(result.footprint);
    // 360 g/kWh are 1e-4 g/J.
    EXPECT_NEAR(result.footprint->co2e_grams_per_million_tokens,
                *result.summary.joules_per_token.mean * 100, 1e-6);
}

TEST_F(ExperimentEnergy, ModelledEnergyIsLabelled) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    config_.energy.model = domain::ModelledEnergy{.tdp_watts = 100, .utilisation = 0.5};
    config_.protocol.cycles = 1;
    const domain::Result result = run(server);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::modelled);
    EXPECT_NEAR(*result.cycles[0].metrics.avg_power_watts, 50, 1e-9);
}

}  // namespace
}  // namespace lem::measure
