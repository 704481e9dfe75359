#include "measure/energy/device_conditions.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

/// Two samples a second over a minute; the second device reports nothing.
std::vector<ConditionSample> minute() {
    std::vector<ConditionSample> samples;
    for (int i = 0; i <= 120; ++i) {
        const double t_s = i * 0.5;
        power::Condition told{.temperature_celsius = 40 + t_s / 2,
                              .clock_mhz = i % 2 == 0 ? 1600 : 1800,
                              .power_capped_s = 1000 + 0.25 * t_s,
                              .thermally_throttled_s = 7};
        told.compute_pids = t_s < 30 ? std::vector{400U} : std::vector{400U, 500U};
        samples.push_back({.at_ms = t_s * 1000, .devices = {told, {}}});
    }
    return samples;
}

TEST(DeviceConditions, OfAWindowAreItsMeansAndTheCountersDifferences) {
    const auto conditions = conditions_of(minute(), 10'100, 20'100);
    ASSERT_EQ(conditions.size(), 1U) << "a device that reports nothing has none";
    EXPECT_EQ(conditions[0].device, 0);
    EXPECT_EQ(conditions[0].temperature_start_celsius, 45);
    EXPECT_NEAR(*conditions[0].temperature_mean_celsius, 47.6, 0.1);
    EXPECT_NEAR(*conditions[0].temperature_max_celsius, 50.25, 1e-9);
    EXPECT_NEAR(*conditions[0].clock_mean_mhz, 1700, 10);
    EXPECT_NEAR(*conditions[0].power_capped_share, 0.25, 1e-9);
    EXPECT_EQ(conditions[0].thermally_throttled_share, 0);
}

TEST(DeviceConditions, ThrottleCounterThatWentBackTellsNothing) {
    auto samples = minute();
    for (std::size_t i = 30; i < samples.size(); ++i)
        samples[i].devices[0].power_capped_s = 0.1;
    EXPECT_EQ(conditions_of(samples, 10'000, 20'000)[0].power_capped_share, std::nullopt);
    EXPECT_EQ(conditions_of({}, 0, 1000).size(), 0U);
}

TEST(DeviceConditions, TemperatureTrendIsThatOfTheHottestDevice) {
    auto samples = minute();
    EXPECT_NEAR(*celsius_per_10_s(samples, 30'000), 5, 1e-6);
    EXPECT_EQ(celsius_per_10_s(samples, 4'000), std::nullopt) << "too short";
    for (ConditionSample& sample : samples)
        sample.devices[1].temperature_celsius = 90;
    EXPECT_NEAR(*celsius_per_10_s(samples, 30'000), 0, 1e-6);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i].devices[1].temperature_celsius = i % 2 == 0 ? 90 : 91;
    EXPECT_LT(std::abs(*celsius_per_10_s(samples, 30'000)), 0.5) << "flicker is not a trend";
}

TEST(DeviceConditions, ProcessesAreThoseOfTheTimeAskedFor) {
    EXPECT_EQ(compute_pids({{.at_ms = 0, .devices = {{}}}}, 0, 1), std::nullopt)
        << "no device reports processes";
    EXPECT_EQ(compute_pids(minute(), 5'000, 20'000), (std::set<unsigned>{400}));
    EXPECT_EQ(compute_pids(minute(), 5'000, 30'000), (std::set<unsigned>{400, 500}));
}

TEST(ProcessWatch, TellsTheEnginesProcessesFromOthers) {
    using Pids = std::set<unsigned>;
    ProcessWatch watch;
    watch.before_engine(Pids{7});
    watch.after_warm_up(Pids{7, 100, 101});
    EXPECT_TRUE(watch.others_in(Pids{7, 100, 101})) << "it was there before the engine";
    EXPECT_FALSE(watch.others_in(Pids{100, 101}));
    EXPECT_FALSE(watch.others_in(Pids{100})) << "one of the engine's ended";
    EXPECT_TRUE(watch.others_in(Pids{100, 101, 102}));
    EXPECT_FALSE(watch.others_in(std::nullopt)) << "the source reports none";
}

}  // namespace
}  // namespace lem::measure
