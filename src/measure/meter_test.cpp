#include "measure/meter.hpp"

#include "support/stub_library.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <thread>

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
    {"burst", [](double t) { return std::fmod(t, 3) < 0.5 ? 500.0 : 90.0; },
     [](double t) {
         return std::floor(t / 3) * (0.5 * 500 + 2.5 * 90) + 500 * std::min(std::fmod(t, 3), 0.5) +
                90 * std::max(0.0, std::fmod(t, 3) - 0.5);
     },
     5e-2},
    {"step", [](double t) { return t < 12 ? 80.0 : 400.0; },
     [](double t) { return t < 12 ? 80 * t : 80 * 12 + 400 * (t - 12); }, 1e-2},
};

/// 30 s through the NVML door, a sample each 100 ms as the meter takes them.
std::vector<Sample> record(const Curve& curve, double counter_period_ms) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.watts = curve.watts;
    script.joules = curve.joules;
    script.counter_period_ms = counter_period_ms;
    library.play(script);
    const power::Probe probe = power::probe_nvml(library.path());
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
        EXPECT_NEAR(*counted, truth, 0.2 * 500) << curve.name;
    }
}

TEST(Meter, UncertaintyCoversTheError) {
    for (const Curve& curve : curves) {
        for (const double quantum_ms : {0.0, 20.0, 100.0, 330.0}) {
            auto samples = record(curve, quantum_ms);
            for (const bool with_counter : {true, false}) {
                if (!with_counter) {
                    for (Sample& sample : samples)
                        sample.devices[0].counter_joules.reset();
                }
                for (const auto& [start_s, end_s] :
                     {std::pair{3.04, 27.03}, std::pair{5.0, 15.5}, std::pair{11.97, 12.5}}) {
                    const WindowEnergy energy =
                        window_energy(samples, 1, start_s * 1000, end_s * 1000, 100);
                    const double truth = curve.joules(end_s) - curve.joules(start_s);
                    ASSERT_TRUE(energy.reading.uncertainty_joules);
                    EXPECT_LE(std::abs(*energy.reading.energy_joules - truth),
                              *energy.reading.uncertainty_joules + 1e-3)
                        << curve.name << ", counter " << with_counter << " of " << quantum_ms
                        << " ms, from " << start_s;
                    EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>());
                }
            }
        }
    }
}

TEST(Meter, BothEstimatesAndTheirDisagreementAreKept) {
    const std::vector<Sample> samples{{.at_ms = 0, .devices = {{0.0, 100.0, 1e9}}},
                                      {.at_ms = 1000, .devices = {{90.0, 100.0, 3e9}}},
                                      {.at_ms = 2000, .devices = {{180.0, 100.0, 2e9}}}};
    const domain::EnergyReading reading = window_energy(samples, 1, 0, 2000).reading;
    EXPECT_EQ(reading.energy_joules, 180);
    EXPECT_EQ(reading.integral_joules, 200);
    EXPECT_NEAR(*reading.disagreement, 20.0 / 180, 1e-9);
    ASSERT_EQ(reading.per_device.size(), 1U);
    EXPECT_EQ(reading.per_device[0].counter_joules, 180);
    EXPECT_EQ(reading.per_device[0].integral_joules, 200);
    EXPECT_EQ(reading.per_device[0].peak_memory_mb, 3000);
}

TEST(Meter, ReasonsAgainstAWindowAreNamed) {
    const auto even = [](int count) {
        std::vector<Sample> samples;
        for (int i = 0; i < count; ++i)
            samples.push_back({.at_ms = i * 100.0, .devices = {{i * 10.0, 100.0, {}}}});
        return samples;
    };
    using Reasons = std::vector<std::string>;
    const auto reasons = [](const std::vector<Sample>& samples) {
        return window_energy(samples, 1, 50, 8050, 100).reading.invalid_reasons;
    };
    EXPECT_EQ(reasons(even(82)), Reasons());
    EXPECT_EQ(reasons(even(80)), Reasons{"not_bracketed"});
    auto gap = even(82);
    gap.erase(gap.begin() + 10, gap.begin() + 45);
    EXPECT_EQ(reasons(gap), (Reasons{"telemetry_gap", "too_few_samples"}));
    EXPECT_EQ(window_energy(gap, 1, 50, 8050, 100).reading.missed_deadlines, 1);
    auto reset = even(82);
    for (std::size_t i = 40; i < reset.size(); ++i)
        reset[i].devices[0].counter_joules = 1.0 * static_cast<double>(i);
    EXPECT_EQ(reasons(reset), Reasons{"counter_reset"});
    auto lost = even(82);
    for (std::size_t i = 40; i < lost.size(); ++i)
        lost[i].devices[0] = {};
    EXPECT_EQ(reasons(lost), Reasons{"device_missing"});
    EXPECT_FALSE(window_energy(lost, 1, 50, 8050, 100).reading.energy_joules);
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
    EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>{"counter_reset"});
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

TEST(Meter, DeviceThatIsSilentForSecondsIsAGapThoughSamplingGoesOn) {
    std::vector<Sample> samples;
    for (int i = 0; i <= 200; ++i) {
        const bool silent = i > 80 && i < 130;
        power::Reading first{.counter_joules = {}, .power_watts = 100, .memory_bytes = {}};
        power::Reading second = first;
        if (silent) second.power_watts.reset();
        samples.push_back({.at_ms = i * 100.0, .devices = {first, second}, .memory_bytes = 0});
    }
    const auto reasons = [&](double start_ms, double end_ms) {
        return window_energy(samples, 2, start_ms, end_ms, 100).reading.invalid_reasons;
    };
    EXPECT_EQ(reasons(1000, 19000), std::vector<std::string>{"telemetry_gap"});
    EXPECT_EQ(reasons(1000, 8000), std::vector<std::string>{});
}

/// Its first reading takes a second, the others no time.
class StallingSource final : public power::EnergySource {
public:
    std::string name() const override { return "stalling"; }
    power::Scope scope() const override { return power::Scope::gpu; }
    const std::vector<power::DeviceInfo>& devices() const override { return devices_; }
    std::vector<power::Reading> sample(double) override {
        if (calls_++ == 0) std::this_thread::sleep_for(std::chrono::seconds(1));
        return {power::Reading{.counter_joules = {}, .power_watts = 1, .memory_bytes = {}}};
    }
    int calls() const { return calls_; }

private:
    std::vector<power::DeviceInfo> devices_{1};
    std::atomic<int> calls_{0};
};

TEST(Meter, StallIsNotFollowedByABurstOfSamples) {
    StallingSource source;
    {
        const auto start = std::chrono::steady_clock::now();
        const Meter meter(
            &source, 20,
            [start] {
                return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() -
                                                                 start)
                    .count();
            },
            [] { return 0.0; });
        std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    }
    // Ten samples fit after the stall; the fifty missed ones are not made up for.
    EXPECT_LE(source.calls(), 15);
}

}  // namespace
}  // namespace lem::measure
