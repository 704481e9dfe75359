#include "base/error.hpp"
#include "platform/power/energy_source.hpp"
#include "support/stub_library.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <unistd.h>

namespace lem::power {
namespace {

double ramp_watts(double t_s) {
    return 100 + 20 * t_s;
}
double ramp_joules(double t_s) {
    return 100 * t_s + 10 * t_s * t_s;
}

StubNvml ramp() {
    StubNvml script;
    script.watts = ramp_watts;
    script.joules = ramp_joules;
    return script;
}

TEST(Nvml, ReadsCounterInstantPowerAndMemoryOfEveryDevice) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.devices = 2;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available) << probe.finding;
    EXPECT_EQ(probe.finding, "2 GPU: Stub GPU 24GB; energy counter, instant power");
    const auto& devices = probe.energy_source->devices();
    EXPECT_EQ(devices[1].uuid, "GPU-stub-1");
    EXPECT_EQ(devices[0].power_limit_watts, 350);
    EXPECT_EQ(devices[0].driver_version, "595.10");
    EXPECT_EQ(devices[0].memory_bytes, 24e9);
    EXPECT_EQ(probe.energy_source->scope(), Scope::gpu);
    const auto before = probe.energy_source->sample(0);
    script.now_s = 10;
    library.play(script);
    const auto after = probe.energy_source->sample(10);
    EXPECT_NEAR(*after[0].counter_joules - *before[0].counter_joules, 2000, 0.01);
    EXPECT_NEAR(*after[1].counter_joules - *before[1].counter_joules, 2010, 0.01);
    EXPECT_NEAR(*after[0].power_watts, 300, 0.001);
    EXPECT_NEAR(*after[1].power_watts, 301, 0.001);
    EXPECT_EQ(after[0].memory_bytes, 8e9) << "without what the driver keeps for itself";
}

TEST(Nvml, ConditionsAreTemperatureClockThrottleTimesAndProcesses) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.now_s = 100;
    script.power_capped_share = 0.5;
    script.thermal_share = 0.02;
    script.compute_processes = 40;  // more than fit at the first try
    for (unsigned i = 0; i < script.compute_processes; ++i)
        script.compute_pids[i] = 1000 + i;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available);
    const auto conditions = probe.energy_source->conditions();
    ASSERT_EQ(conditions.size(), 1U);
    EXPECT_EQ(conditions[0].temperature_celsius, 55);
    EXPECT_EQ(conditions[0].clock_mhz, 1700);
    EXPECT_NEAR(*conditions[0].power_capped_s, 50, 1e-6);
    EXPECT_NEAR(*conditions[0].thermally_throttled_s, 2, 1e-6);
    ASSERT_TRUE(conditions[0].compute_pids);
    ASSERT_EQ(conditions[0].compute_pids->size(), 40U);
    EXPECT_EQ(conditions[0].compute_pids->back(), 1039U);
    script.device_lost = true;
    library.play(script);
    EXPECT_EQ(probe.energy_source->conditions()[0].temperature_celsius, std::nullopt);
}

TEST(Nvml, OlderDevicesLackACounterOrTheInstantPower) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.has_counter = false;
    script.has_instant_power = false;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available);
    const auto readings = probe.energy_source->sample(0);
    EXPECT_EQ(readings[0].counter_joules, std::nullopt);
    EXPECT_NEAR(*readings[0].power_watts, 90, 0.001) << "the mean of the ramp's last second";
    EXPECT_NE(probe.finding.find("no energy counter, power as the mean of a second"),
              std::string::npos)
        << probe.finding;
    script.has_average_power = false;
    library.play(script);
    const Probe oldest = probe_nvml(library.path());
    ASSERT_TRUE(oldest.available);
    EXPECT_NEAR(*oldest.energy_source->sample(0)[0].power_watts, 100, 0.001);
    EXPECT_NE(oldest.finding.find("by the older function"), std::string::npos) << oldest.finding;
}

TEST(Nvml, WayOfReadingPowerDoesNotChangeInMidRun) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available);
    script.has_instant_power = false;
    library.play(script);
    EXPECT_EQ(probe.energy_source->sample(0)[0].power_watts, std::nullopt);
}

TEST(Nvml, CounterMayBeAFieldOnly) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.counter_is_field = true;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available);
    EXPECT_NEAR(*probe.energy_source->sample(0)[0].counter_joules, 5e6, 0.001);
}

TEST(Nvml, SuperchipWithoutReadingsOfItsGpuIsMeasuredAsAModule) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.has_counter = script.has_instant_power = script.has_average_power = false;
    script.has_power = false;
    script.has_module = true;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available) << probe.finding;
    EXPECT_EQ(probe.energy_source->scope(), Scope::module);
    EXPECT_NE(probe.finding.find("of the whole module"), std::string::npos) << probe.finding;
    const auto before = probe.energy_source->sample(0);
    script.now_s = 10;
    library.play(script);
    const auto after = probe.energy_source->sample(10);
    EXPECT_NEAR(*after[0].power_watts, 400, 0.001);
    EXPECT_NEAR(*after[0].counter_joules - *before[0].counter_joules, 3000, 0.01);
}

TEST(Nvml, DividedGpuIsRefused) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.mig = true;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    EXPECT_FALSE(probe.available);
    EXPECT_NE(probe.finding.find("divided by MIG"), std::string::npos) << probe.finding;
    EXPECT_TRUE(probe.remedy);
}

TEST(Nvml, LostDeviceGivesNoValueInsteadOfAWrongOne) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    script.device_lost = true;
    library.play(script);
    const auto readings = probe.energy_source->sample(1);
    EXPECT_EQ(readings[0].counter_joules, std::nullopt);
    EXPECT_EQ(readings[0].power_watts, std::nullopt);
}

TEST(Nvml, DeviceThatCannotBeOpenedIsNamedAndStaysWithoutReadings) {
    const test::StubNvmlLibrary library;
    StubNvml script = ramp();
    script.devices = 2;
    script.closed_device = 0;
    library.play(script);
    const Probe probe = probe_nvml(library.path());
    ASSERT_TRUE(probe.available);
    EXPECT_NE(probe.finding.find("GPU 0 cannot be opened (NVML code 4, no permission)"),
              std::string::npos)
        << probe.finding;
    EXPECT_TRUE(probe.remedy);
    ASSERT_EQ(probe.energy_source->devices().size(), 2U);
    const auto readings = probe.energy_source->sample(1);
    EXPECT_EQ(readings[0].counter_joules, std::nullopt);
    EXPECT_EQ(readings[0].power_watts, std::nullopt);
    EXPECT_TRUE(readings[1].counter_joules);
}

TEST(Nvml, SaysWhatIsMissing) {
    const Probe absent = probe_nvml("/nonexistent/libnvidia-ml.so.1");
    EXPECT_FALSE(absent.available);
    EXPECT_NE(absent.finding.find("was not found"), std::string::npos);

    const test::StubNvmlLibrary library;
    struct Case {
        StubNvml script;
        const char* finding;
    };
    StubNvml no_driver = ramp(), no_devices = ramp(), silent = ramp(), mismatch = ramp();
    no_driver.init_status = 9;
    mismatch.init_status = 18;
    no_devices.devices = 0;
    silent.has_counter = silent.has_instant_power = silent.has_power = false;
    silent.has_average_power = false;
    for (const Case& one :
         {Case{no_driver, "code 9"}, Case{mismatch, "different versions"},
          Case{no_devices, "finds no GPU"}, Case{silent, "neither energy nor power"}}) {
        library.play(one.script);
        const Probe probe = probe_nvml(library.path());
        EXPECT_FALSE(probe.available);
        EXPECT_NE(probe.finding.find(one.finding), std::string::npos) << probe.finding;
        EXPECT_TRUE(probe.remedy);
        EXPECT_EQ(probe.energy_source, nullptr);
    }
}

}  // namespace
}  // namespace lem::power
