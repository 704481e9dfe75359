#include "measure/meter.hpp"

#include "support/stub_nvml_library.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

constexpr double pi = 3.14159265358979;

/// A power curve with its exact integral.
struct Curve {
    const char* name;
    double (*watts)(double t_s);
    double (*joules)(double t_s);
    double integral_tolerance;  // what 100 ms samples of it cannot see
};

const std::vector<Curve> curves{
    {"constant", [](double) { return 250.0; }, [](double t) { return 250 * t; }, 1e-6},
    {"ramp", [](double t) { return 100 + 5 * t; }, [](double t) { return 100 * t + 2.5 * t * t; },
     1e-3},
    {"wave", [](double t) { return 300 + 100 * std::sin(t); },
     [](double t) { return 300 * t - 100 * std::cos(t); }, 1e-3},
    {"fast wave", [](double t) { return 300 + 100 * std::sin(2 * pi * 3 * t); },
     [](double t) { return 300 * t - 100 / (2 * pi * 3) * std::cos(2 * pi * 3 * t); }, 1e-2},
    {"step", [](double t) { return t < 12 ? 80.0 : 400.0; },
     [](double t) { return t < 12 ? 80 * t : 80 * 12 + 400 * (t - 12); }, 1e-2},
};

/// 30 s through the NVML door, a sample each 100 ms as the meter takes them.
std::vector<Sample> record(const Curve& curve, double counter_quantum_ms) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.watts = curve.watts;
    script.joules = curve.joules;
    script.counter_quantum_ms = counter_quantum_ms;
    library.play(script);
    const power::Probe probe = power::probe_nvml(test::StubNvmlLibrary::path());
    std::vector<Sample> samples;
    for (int i = 0; i <= 300; ++i) {
        script.now_s = i * 0.1;
        library.play(script);
        samples.push_back({.at_ms = script.now_s * 1000,
                           .devices = probe.energy_source->sample(script.now_s),
                           .memory_bytes = 1e9});
    }
    return samples;
}

TEST(Meter, EnergyOfAWindowIsTheCurvesIntegral) {
    for (const Curve& curve : curves) {
        const auto samples = record(curve, 0);
        for (const auto& [start_s, end_s] : {std::pair{0.0, 30.0}, std::pair{3.04, 27.03}}) {
            SCOPED_TRACE(std::string(curve.name) + " from " + std::to_string(start_s));
            const double truth = curve.joules(end_s) - curve.joules(start_s);
            const WindowEnergy energy = window_energy(samples, 1, start_s * 1000, end_s * 1000);
            ASSERT_TRUE(energy.reading.energy_joules);
            EXPECT_TRUE(energy.from_counter);
            EXPECT_FALSE(energy.gap);
            EXPECT_NEAR(*energy.reading.counter_joules, truth, 1e-3 * truth);
            EXPECT_NEAR(*energy.reading.integral_joules, truth,
                        std::max(1e-3, curve.integral_tolerance) * truth);
        }
    }
}

TEST(Meter, CounterThatMovesEvery100MsIsWithinOneQuantumAtEitherEdge) {
    for (const Curve& curve : curves) {
        const auto samples = record(curve, 100);
        const double truth = curve.joules(27.03) - curve.joules(3.04);
        const auto counted = counter_joules(samples, 0, 3040, 27'030);
        ASSERT_TRUE(counted) << curve.name;
        EXPECT_NEAR(*counted, truth, 0.2 * 400) << curve.name;
    }
}

Sample sample(double at_ms, std::optional<double> joules, std::optional<double> watts) {
    return {.at_ms = at_ms,
            .devices = {{.counter_joules = joules, .power_watts = watts, .memory_bytes = {}}},
            .memory_bytes = at_ms};
}

TEST(Meter, WindowMustBeBracketed) {
    const std::vector<Sample> samples{sample(100, 1, 10), sample(200, 2, 10), sample(300, 3, 10)};
    EXPECT_DOUBLE_EQ(*counter_joules(samples, 0, 150, 250), 1);
    EXPECT_DOUBLE_EQ(*integral_joules(samples, 0, 150, 250), 1);
    for (const auto& [start_ms, end_ms] : {std::pair{50.0, 250.0}, std::pair{150.0, 301.0}}) {
        const WindowEnergy energy = window_energy(samples, 1, start_ms, end_ms);
        EXPECT_EQ(energy.reading.energy_joules, std::nullopt);
        EXPECT_TRUE(energy.reading.absent_reason);
        EXPECT_TRUE(energy.reading.per_device.empty());
    }
}

TEST(Meter, ResetCounterIsNotADifferenceAndPowerTakesOver) {
    const std::vector<Sample> samples{sample(0, 1000, 10), sample(1000, 1010, 10),
                                      sample(2000, 5, 10), sample(3000, 2000, 10)};
    EXPECT_EQ(counter_joules(samples, 0, 0, 3000), std::nullopt);
    const WindowEnergy energy = window_energy(samples, 1, 0, 3000);
    EXPECT_FALSE(energy.from_counter);
    EXPECT_DOUBLE_EQ(*energy.reading.energy_joules, 30);
    EXPECT_DOUBLE_EQ(energy.reading.per_device.at(0).energy_joules, 30);
}

TEST(Meter, GapInTheSeriesIsSeen) {
    const std::vector<Sample> samples{sample(0, 0, 10), sample(100, 1, 10), sample(3500, 35, 10)};
    EXPECT_TRUE(window_energy(samples, 1, 0, 3500).gap);
    EXPECT_FALSE(window_energy(samples, 1, 0, 100).gap);
}

TEST(Meter, SharesOfTheDevicesAddUp) {
    std::vector<Sample> samples;
    for (int i = 0; i <= 10; ++i) {
        Sample both = sample(i * 100.0, i * 2.0, 20);
        both.devices.push_back({.counter_joules = i * 3.0, .power_watts = 30, .memory_bytes = 7e9});
        samples.push_back(both);
    }
    const WindowEnergy energy = window_energy(samples, 2, 0, 1000);
    ASSERT_EQ(energy.reading.per_device.size(), 2U);
    EXPECT_DOUBLE_EQ(energy.reading.per_device[0].energy_joules, 20);
    EXPECT_DOUBLE_EQ(energy.reading.per_device[1].energy_joules, 30);
    EXPECT_DOUBLE_EQ(*energy.reading.energy_joules, 50);
    EXPECT_DOUBLE_EQ(energy.peak_memory_bytes, 7e9) << "the devices', where they say";
}

TEST(Meter, WithoutASourceOnlyMemoryIsSampled) {
    const WindowEnergy energy = window_energy({sample(0, {}, {}), sample(900, {}, {})}, 0, 0, 1000);
    EXPECT_EQ(energy.reading.energy_joules, std::nullopt);
    EXPECT_DOUBLE_EQ(energy.peak_memory_bytes, 900);
}

}  // namespace
}  // namespace lem::measure
