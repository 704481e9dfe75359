#include "measure/energy/external_energy.hpp"

#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

constexpr std::int64_t start_ms = 1'763'900'000'000;

TEST(WallClock, StepIsToldFromDrift) {
    const ClockAnchor start{.run_ms = 0, .wall_ms = start_ms};
    const auto stepped = [&](double run_s, double wall_s) {
        return clock_stepped(
            start, {.run_ms = run_s * 1000, .wall_ms = start_ms + std::llround(wall_s * 1000)});
    };
    EXPECT_FALSE(stepped(60, 60.3));
    EXPECT_TRUE(stepped(60, 61));
    EXPECT_TRUE(stepped(60, 20)) << "set back";
    EXPECT_FALSE(stepped(3600, 3601.5)) << "400 parts in a million";
    EXPECT_TRUE(stepped(3600, 3603));
}

TEST(WallClock, RecordIsLaidBesideTheRun) {
    // The wall clock runs 0.01 % fast; the meter's own clock is 5 s ahead of it.
    const ClockAnchor first{.run_ms = 100, .wall_ms = start_ms},
        last{.run_ms = 1'000'100, .wall_ms = start_ms + 1'000'100};
    const auto samples = wall_samples({{.t_s = 1'763'900'000 + 5.0, .watts = {100.0, std::nullopt}},
                                       {.t_s = 1'763'900'000 + 5 + 1000.1, .watts = {110.0, 50.0}}},
                                      first, last, 5);
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_NEAR(samples[0].at_ms, 100, 0.01);
    EXPECT_NEAR(samples[1].at_ms, 1'000'100, 0.01);
    EXPECT_EQ(samples[0].devices[0].power_watts, 100);
    EXPECT_EQ(samples[0].devices[1].power_watts, std::nullopt);
}

/// One reading per second over `seconds`, 100 W + 1 W/s.
std::vector<Sample> record(int seconds) {
    std::vector<Sample> samples;
    for (int i = 0; i <= seconds; ++i)
        samples.push_back(
            {.at_ms = i * 1000.0 + 300, .devices = {{.power_watts = 100.0 + i + 0.3}}});
    return samples;
}

domain::Result unmeasured() {
    domain::Result result = test::sample_result();
    result.environment.devices.clear();
    for (domain::Cycle& cycle : result.cycles) {
        cycle.energy = {};
        cycle.metrics.tokens_per_joule.reset();
    }
    result.energy_scope = domain::EnergyScope::node_wall;
    result.energy_method = domain::EnergyMethod::none;
    return result;
}

TEST(ExternalEnergy, CyclesAndBaselineComeFromTheRecord) {
    domain::Result result = unmeasured();  // cycles of 60 s from 70, 140 and 210 s
    add_external_energy(result, record(300),
                        {.cold = std::nullopt, .loaded = SteadyWindow{10'000, 40'000}}, false);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::integrated_power);
    EXPECT_NEAR(*result.baseline.idle_loaded_watts, 125, 1e-6);
    EXPECT_EQ(result.baseline.idle_cold_watts, std::nullopt);
    ASSERT_EQ(result.environment.devices.size(), 1U);
    EXPECT_EQ(result.environment.devices[0].kind, "machine");
    EXPECT_NEAR(*result.cycles[0].energy.energy_joules, 60 * 200, 1e-6);
    EXPECT_NEAR(*result.cycles[2].energy.energy_joules, 60 * 340, 1e-6);
    EXPECT_TRUE(result.cycles[0].metrics.tokens_per_joule);
    EXPECT_GT(*result.cycles[0].energy.uncertainty_joules, 230) << "a line is the mean of a second";
    EXPECT_LT(*result.cycles[0].energy.uncertainty_joules, 260);
    EXPECT_TRUE(result.cycles[0].flags.empty());
}

TEST(ExternalEnergy, WindowThatTheRecordDoesNotCoverIsAbsentAndAGapIsNamed) {
    domain::Result result = unmeasured();
    auto samples = record(200);
    std::erase_if(samples, [](const Sample& sample) {
        return sample.at_ms > 150'000 && sample.at_ms < 156'000;
    });
    add_external_energy(result, samples, {}, false);
    EXPECT_EQ(result.cycles[0].energy.invalid_reasons, std::vector<std::string>());
    EXPECT_EQ(result.cycles[1].energy.invalid_reasons, std::vector<std::string>{"telemetry_gap"});
    EXPECT_EQ(result.cycles[2].energy.energy_joules, std::nullopt);
    EXPECT_NE(result.cycles[2].energy.absent_reason->find("one side of the window"),
              std::string::npos);
}

TEST(ExternalEnergy, ClockThatWasSetMakesEveryWindowDoubtful) {
    domain::Result result = unmeasured();
    result.cycles[1].flags = {"clock_step"};
    add_external_energy(result, record(300), {}, false);
    for (const domain::Cycle& cycle : result.cycles)
        EXPECT_EQ(cycle.energy.invalid_reasons, std::vector<std::string>{"clock_step"});
}

}  // namespace
}  // namespace lem::measure
