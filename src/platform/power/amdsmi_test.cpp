#include "platform/power/energy_source.hpp"
#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace lem::power {
namespace {

using test::StubAmdsmiLibrary;
using namespace std::chrono_literals;

/// 300 W, played in real time so that the test of the counter sees it move.
StubAmdsmi steady() {
    StubAmdsmi script;
    script.watts = [](double) { return 300.0; };
    script.joules = [](double t_s) { return 300 * t_s; };
    script.real_time = true;
    return script;
}

Probe probe(const StubAmdsmiLibrary& library) {
    return probe_amdsmi(library.path(), 20ms);
}

class AmdsmiOfAbi : public testing::TestWithParam<int> {};

TEST_P(AmdsmiOfAbi, ReadsCounterPowerMemoryTemperatureAndClockOfEveryGpu) {
    const StubAmdsmiLibrary library(GetParam());
    StubAmdsmi script = steady();
    script.devices = 2;
    library.play(script);
    const Probe found = probe(library);
    ASSERT_TRUE(found.available) << found.finding;
    EXPECT_EQ(found.finding, "2 GPU: AMD Instinct MI300X; energy counter, current power");
    const auto& devices = found.energy_source->devices();
    ASSERT_EQ(devices.size(), 2U) << "the processor in the first socket is no GPU";
    EXPECT_EQ(devices[1].uuid, "amd-stub-1");
    EXPECT_EQ(devices[0].power_limit_watts, 750);
    EXPECT_EQ(devices[0].memory_bytes, 64e9);
    EXPECT_EQ(found.energy_source->scope(), Scope::gpu);
    script.real_time = false;
    library.play(script);
    const auto before = found.energy_source->sample(0);
    script.now_s = 10;
    library.play(script);
    const auto after = found.energy_source->sample(10);
    // The counter's unit is 15.3 microjoules.
    EXPECT_NEAR(*after[0].counter_joules - *before[0].counter_joules, 3000, 1e-4);
    EXPECT_NEAR(*after[1].counter_joules - *before[1].counter_joules, 3010, 1e-4);
    EXPECT_EQ(after[0].power_watts, 300);
    EXPECT_EQ(after[1].power_watts, 301);
    EXPECT_EQ(after[0].memory_bytes, 8e9);
    EXPECT_EQ(found.energy_source->conditions()[1].temperature_celsius, 55);
    EXPECT_EQ(found.energy_source->conditions()[1].clock_mhz, 1700);
}

TEST_P(AmdsmiOfAbi, PowerThatIsNotAvailableIsAllOnesAndTheAverageStandsBesideIt) {
    const StubAmdsmiLibrary library(GetParam());
    StubAmdsmi script = steady();
    script.has_current_power = false;
    library.play(script);
    const Probe found = probe(library);
    ASSERT_TRUE(found.available);
    EXPECT_NE(found.finding.find("average power"), std::string::npos) << found.finding;
    EXPECT_EQ(found.energy_source->sample(0)[0].power_watts, 300);
}

INSTANTIATE_TEST_SUITE_P(Versions, AmdsmiOfAbi, testing::Values(24, 25, 26));

TEST(Amdsmi, CounterThatDoesNotFollowThePowerIsNotUsed) {
    const StubAmdsmiLibrary library;
    StubAmdsmi stands = steady(), back = steady(), absurd = steady();
    stands.counter_stands = true;
    back.back_at_s = 0.01;
    absurd.joules = [](double t_s) { return 1e6 * t_s; };
    for (const StubAmdsmi& script : {stands, back, absurd}) {
        library.play(script);
        const Probe found = probe(library);
        ASSERT_TRUE(found.available);
        EXPECT_NE(found.finding.find("does not follow the power"), std::string::npos)
            << found.finding;
        const auto readings = found.energy_source->sample(0);
        EXPECT_EQ(readings[0].counter_joules, std::nullopt);
        EXPECT_EQ(readings[0].power_watts, 300);
    }
}

TEST(Amdsmi, CounterMayMoveInPeriodsAndQuanta) {
    const StubAmdsmiLibrary library;
    StubAmdsmi script = steady();
    script.counter_period_ms = 10;
    script.counter_quantum_joules = 0.5;
    library.play(script);
    const Probe found = probe_amdsmi(library.path(), 60ms);
    ASSERT_TRUE(found.available);
    EXPECT_TRUE(found.energy_source->sample(0)[0].counter_joules) << found.finding;
}

TEST(Amdsmi, CounterThatGoesBackLaterIsHandedOnForTheMeterToSee) {
    const StubAmdsmiLibrary library;
    StubAmdsmi script = steady();
    library.play(script);
    const Probe found = probe(library);
    ASSERT_TRUE(found.available);
    const double before = *found.energy_source->sample(0)[0].counter_joules;
    script.back_at_s = 0;
    library.play(script);
    EXPECT_LT(*found.energy_source->sample(1)[0].counter_joules, before);
}

TEST(Amdsmi, TwoDiesOfAnMi250AreOneBoardCountedOnce) {
    const StubAmdsmiLibrary library;
    StubAmdsmi script = steady();
    script.devices = 4;
    script.market_name = "AMD INSTINCT MI250 (MCM) OAM AC MBA";
    script.second_dies_silent = true;
    library.play(script);
    const Probe found = probe(library);
    ASSERT_TRUE(found.available);
    ASSERT_EQ(found.energy_source->devices().size(), 2U) << found.finding;
    EXPECT_EQ(found.energy_source->devices()[0].memory_bytes, 128e9);
    const auto readings = found.energy_source->sample(0);
    EXPECT_EQ(readings[0].power_watts, 300);
    EXPECT_EQ(readings[1].power_watts, 302);
    EXPECT_EQ(readings[0].memory_bytes, 16e9);
}

TEST(Amdsmi, LostGpuGivesNoValueInsteadOfAWrongOne) {
    const StubAmdsmiLibrary library;
    StubAmdsmi script = steady();
    library.play(script);
    const Probe found = probe(library);
    script.device_lost = true;
    library.play(script);
    const auto readings = found.energy_source->sample(1);
    EXPECT_EQ(readings[0].counter_joules, std::nullopt);
    EXPECT_EQ(readings[0].power_watts, std::nullopt);
    EXPECT_EQ(readings[0].memory_bytes, std::nullopt);
}

TEST(Amdsmi, SaysWhatIsMissing) {
    const Probe absent = probe_amdsmi("/nonexistent/libamd_smi.so");
    EXPECT_NE(absent.finding.find("(/nonexistent/libamd_smi.so) was not found"), std::string::npos);
    EXPECT_TRUE(absent.remedy);

    struct Case {
        int abi;
        StubAmdsmi script;
        const char* finding;
    };
    StubAmdsmi no_driver = steady(), forbidden = steady(), no_gpu = steady(), silent = steady();
    no_driver.init_status = 34;
    forbidden.init_status = 10;
    no_gpu.devices = 0;
    silent.has_counter = silent.has_power = false;
    for (const Case& one :
         {Case{26, no_driver, "code 34, the kernel driver is not loaded"},
          Case{26, forbidden, "no permission"}, Case{26, no_gpu, "finds no GPU"},
          Case{26, silent, "neither energy nor power"},
          Case{27, steady(), "a version that lem does not know (libamd_smi.so.27"}}) {
        const StubAmdsmiLibrary library(one.abi);
        library.play(one.script);
        const Probe found = probe(library);
        EXPECT_FALSE(found.available);
        EXPECT_NE(found.finding.find(one.finding), std::string::npos) << found.finding;
        EXPECT_TRUE(found.remedy);
        EXPECT_EQ(found.energy_source, nullptr);
    }
}

TEST(Amdsmi, FolderOfTheEnvironmentIsLookedAtFirstAndTheSonameTellsTheVersion) {
    const StubAmdsmiLibrary library(24);
    library.play(steady());
    const test::Folder folder;
    // As a development package links it.
    std::filesystem::create_symlink(library.path(), folder.path() / "libamd_smi.so");
    setenv("AMDSMI_LIB_DIR", folder.path().c_str(), 1);
    const Probe found = probe_amdsmi("", 20ms);
    unsetenv("AMDSMI_LIB_DIR");
    ASSERT_TRUE(found.available) << found.finding;
    EXPECT_EQ(found.energy_source->sample(0)[0].power_watts, 300);
}

}  // namespace
}  // namespace lem::power
