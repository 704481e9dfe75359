#include "measure/energy/meter.hpp"

#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace lem::measure {
namespace {

TEST(Meter, BothEstimatesAndTheirDisagreementAreKept) {
    const std::vector<Sample> samples{{.at_ms = 0, .devices = {{0.0, 100.0, 1e9}}},
                                      {.at_ms = 1000, .devices = {{90.0, 100.0, 3e9}}},
                                      {.at_ms = 2000, .devices = {{180.0, 100.0, 2e9}}}};
    const Sampling known{.counters = {{.period_ms = 1}}};
    const domain::EnergyReading reading = window_energy(samples, 1, 0, 2000, known).reading;
    EXPECT_NEAR(*reading.energy_joules, 180, 0.2);
    EXPECT_EQ(reading.integral_joules, 200);
    EXPECT_NEAR(*reading.disagreement, 20.0 / 180, 2e-3);
    ASSERT_EQ(reading.per_device.size(), 1U);
    EXPECT_EQ(reading.per_device[0].counter_joules, reading.counter_joules);
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
        return window_energy(samples, 1, 50, 8050, {.period_ms = 100}).reading.invalid_reasons;
    };
    EXPECT_EQ(reasons(even(82)), Reasons());
    EXPECT_EQ(reasons(even(80)), Reasons{"not_bracketed"});
    auto gap = even(82);
    gap.erase(gap.begin() + 10, gap.begin() + 45);
    EXPECT_EQ(reasons(gap), (Reasons{"telemetry_gap", "too_few_samples"}));
    EXPECT_EQ(window_energy(gap, 1, 50, 8050, {.period_ms = 100}).reading.missed_deadlines, 1);
    auto reset = even(82);
    for (std::size_t i = 40; i < reset.size(); ++i)
        reset[i].devices[0].counter_joules = 1.0 * static_cast<double>(i);
    EXPECT_EQ(reasons(reset), Reasons{"counter_reset"});
    auto hung = even(82);
    for (std::size_t i = 40; i < hung.size(); ++i)
        hung[i].devices[0].counter_joules = 400.0;
    EXPECT_EQ(reasons(hung), Reasons{"counter_stopped"});
    EXPECT_FALSE(window_energy(hung, 1, 50, 8050, {.period_ms = 100}).from_counter);
    auto lost = even(82);
    for (std::size_t i = 40; i < lost.size(); ++i)
        lost[i].devices[0] = {};
    EXPECT_EQ(reasons(lost), Reasons{"device_missing"});
    EXPECT_FALSE(window_energy(lost, 1, 50, 8050, {.period_ms = 100}).reading.energy_joules);
}

Sample sample(double at_ms, std::optional<double> joules, std::optional<double> watts) {
    return {.at_ms = at_ms,
            .devices = {{.counter_joules = joules, .power_watts = watts, .memory_bytes = {}}},
            .memory_bytes = at_ms};
}

TEST(Meter, WindowMustBeBracketed) {
    const std::vector<Sample> samples{sample(100, 1, 10), sample(200, 2, 10), sample(300, 3, 10)};
    EXPECT_DOUBLE_EQ(counter_joules(samples, 0, 150, 250)->joules, 1);
    EXPECT_DOUBLE_EQ(integral_joules(samples, 0, 150, 250)->joules, 1);
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
    EXPECT_FALSE(counter_joules(samples, 0, 0, 3000));
    const WindowEnergy energy = window_energy(samples, 1, 0, 3000);
    EXPECT_FALSE(energy.from_counter);
    EXPECT_DOUBLE_EQ(*energy.reading.energy_joules, 30);
    EXPECT_DOUBLE_EQ(energy.reading.per_device.at(0).energy_joules, 30);
    EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>{"counter_reset"});
}

TEST(Meter, CounterThatDidNotMoveTellsOfNoEnergy) {
    std::vector<Sample> with_power, alone;
    for (int i = 0; i <= 20; ++i) {
        with_power.push_back(sample(i * 100.0, 1000, 40));
        alone.push_back(sample(i * 100.0, 1000, {}));
    }
    const WindowEnergy by_power = window_energy(with_power, 1, 200, 1800);
    EXPECT_DOUBLE_EQ(*by_power.reading.energy_joules, 64);
    EXPECT_EQ(by_power.reading.invalid_reasons, std::vector<std::string>{"counter_stopped"});
    EXPECT_EQ(window_energy(alone, 1, 200, 1800).reading.energy_joules, std::nullopt)
        << "which is not 0 J";
}

TEST(Meter, GapInTheSeriesIsSeen) {
    const std::vector<Sample> samples{sample(0, 0, 10), sample(100, 1, 10), sample(3500, 35, 10)};
    EXPECT_EQ(window_energy(samples, 1, 0, 3500).reading.invalid_reasons,
              std::vector<std::string>{"telemetry_gap"});
    EXPECT_TRUE(window_energy(samples, 1, 0, 100).reading.invalid_reasons.empty());
}

TEST(Meter, GapOfAReplayedTraceIsNamed) {
    const test::Folder folder;
    const auto source =
        power::open_replay(folder.put("trace.csv", "t_s,watts\n0,100\n3,100\n6.5,100\n9,100\n"));
    std::vector<Sample> samples;
    for (double t_s = 0.05; t_s < 9; t_s += 0.1)
        samples.push_back({.at_ms = t_s * 1000, .devices = source->sample(t_s)});
    const auto reasons = [&](double start_ms, double end_ms) {
        return window_energy(samples, 1, start_ms, end_ms, {.period_ms = 100})
            .reading.invalid_reasons;
    };
    EXPECT_EQ(reasons(500, 8500), std::vector<std::string>{"telemetry_gap"});
    EXPECT_EQ(reasons(500, 2500), std::vector<std::string>());
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
    EXPECT_DOUBLE_EQ(energy.peak_memory_bytes, 7e9) << "that of the devices when they report it";
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
        return window_energy(samples, 2, start_ms, end_ms, {.period_ms = 100})
            .reading.invalid_reasons;
    };
    EXPECT_EQ(reasons(1000, 19000), std::vector<std::string>{"telemetry_gap"});
    EXPECT_EQ(reasons(1000, 8000), std::vector<std::string>{});
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
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
            &source, 20, [start] { return milliseconds_since(start); }, [] { return 0.0; });
        std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    }
    // Ten samples fit after the stall; the fifty missed ones are not taken later.
    EXPECT_LE(source.calls(), 15);
}

TEST(Meter, FollowsTheCountersAtTheStartAndWhenAskedTo) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.counter_period_ms = 100;
    library.play(script);
    const power::Probe probe = power::probe_nvml(library.path());
    const auto start = std::chrono::steady_clock::now();
    const auto now_ms = [start] { return milliseconds_since(start); };
    Meter meter(probe.energy_source.get(), 100, now_ms, [] { return 0.0; });
    const auto wait_until = [&](double t_ms) {
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(t_ms - now_ms()));
    };
    wait_until(700);
    const double edge_ms = now_ms();
    meter.follow_counters();
    wait_until(edge_ms + 500);
    const domain::EnergyReading followed = meter.window(100, edge_ms).reading;
    EXPECT_NEAR(*followed.energy_joules, 0.25 * (edge_ms - 100), *followed.uncertainty_joules);
    // The moves after both edges are known to a millisecond or a few; otherwise the error would be
    // 25 J.
    EXPECT_LT(*followed.uncertainty_joules, 12);
    const std::string csv = meter.csv();
    EXPECT_LT(std::count(csv.begin(), csv.end(), '\n'), 30) << "close readings are left out";
    EXPECT_EQ(meter.conditions(0, edge_ms).at(0).temperature_mean_celsius, 55);
}

/// Counts a joule each time it is read.
class CountingSource final : public power::EnergySource {
public:
    std::string name() const override { return "counting"; }
    power::Scope scope() const override { return power::Scope::gpu; }
    const std::vector<power::DeviceInfo>& devices() const override { return devices_; }
    std::vector<power::Reading> sample(double) override {
        return {power::Reading{.counter_joules = joules_ += 1, .power_watts = 100}};
    }

private:
    std::vector<power::DeviceInfo> devices_{1};
    double joules_ = 0;
};

TEST(Meter, KeepsNoMoreReadingsThanItMayAndTheRowsOfAll) {
    constexpr std::size_t readings_max = 100;
    CountingSource source;
    std::atomic<double> t_ms{0};
    Meter meter(&source, 1, [&] { return t_ms = t_ms + 50; }, [] { return 0.0; }, readings_max);
    while (t_ms < 400'000)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_LE(meter.recording(0, 1e9).samples.size(), readings_max / 2);
    EXPECT_EQ(meter.window(1000, 40'000).reading.energy_joules, std::nullopt);
    const std::string csv = meter.csv();
    EXPECT_TRUE(csv.starts_with("t_s,watts\n0.")) << csv.substr(0, 30);
    EXPECT_GT(std::count(csv.begin(), csv.end(), '\n'), 200);
}

TEST(Meter, WhatNoWindowNeedsAnyMoreIsKeptAsRowsAlone) {
    CountingSource source;
    std::atomic<double> t_ms{0};
    Meter meter(&source, 1, [&] { return t_ms = t_ms + 50; }, [] { return 0.0; });
    while (t_ms < 60'000)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const double rows = static_cast<double>(meter.recording(0, 1e9).samples.size());
    meter.keep_since(50'000);
    EXPECT_LT(static_cast<double>(meter.recording(0, 1e9).samples.size()), rows * 0.7);
    EXPECT_TRUE(meter.window(50'000, 59'000).reading.energy_joules);
    EXPECT_FALSE(meter.window(10'000, 59'000).reading.energy_joules);
    const std::string csv = meter.csv();
    EXPECT_GE(static_cast<double>(std::count(csv.begin(), csv.end(), '\n')), rows);
}

TEST(PowerCsv, GetsThinnerInsteadOfLongerThanItMay) {
    PowerCsv csv(0, 2000);
    for (int i = 0; i < 10'000; ++i)
        csv.add({.at_ms = i * 100.0, .devices = {{.power_watts = 100}}});
    const std::string text = csv.text();
    EXPECT_LT(text.size(), 3000U);
    EXPECT_GT(text.size(), 500U);
    EXPECT_TRUE(text.starts_with("t_s,watts\n0.1,100\n")) << text.substr(0, 40);
}

TEST(Meter, DoesNotFollowWhatHasNoCounter) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.has_counter = false;
    library.play(script);
    const power::Probe probe = power::probe_nvml(library.path());
    const auto start = std::chrono::steady_clock::now();
    const auto now_ms = [start] { return milliseconds_since(start); };
    Meter meter(probe.energy_source.get(), 20, now_ms, [] { return 0.0; });
    meter.wait_for_samples();
    meter.follow_counters();
    meter.wait_for_samples();
    EXPECT_LT(now_ms(), 900) << "it would wait for a second";
}

TEST(Meter, SlowDriverIsReadAsOftenAsItAllowsAndItsSamplesAreMissed) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.real_time = true;
    script.read_ms = 120;
    library.play(script);
    const power::Probe probe = power::probe_nvml(library.path());
    const auto start = std::chrono::steady_clock::now();
    const auto now_ms = [start] { return milliseconds_since(start); };
    const Meter meter(probe.energy_source.get(), 20, now_ms, [] { return 0.0; });
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    const domain::EnergyReading reading = meter.window(300, 1100).reading;
    EXPECT_GT(*reading.missed_deadlines, 2);
    EXPECT_EQ(reading.invalid_reasons, std::vector<std::string>{"too_few_samples"});
}

}  // namespace
}  // namespace lem::measure
