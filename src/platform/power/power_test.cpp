#include "base/error.hpp"
#include "platform/power/energy_source.hpp"
#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>

namespace lem::power {
namespace {

namespace fs = std::filesystem;

using test::Folder;

/// A powercap tree as Linux shows it.
struct PowercapTree {
    Folder folder;
    void zone(const std::string& name, const std::string& label, const std::string& energy_uj,
              const std::string& range_uj = "262143328850") const {
        const std::string at = "class/powercap/" + name + "/";
        folder.put(at + "name", label + "\n");
        folder.put(at + "energy_uj", energy_uj + "\n");
        folder.put(at + "max_energy_range_uj", range_uj + "\n");
    }
};

std::vector<std::string> names_of(const EnergySource& source) {
    std::vector<std::string> names;
    for (const DeviceInfo& device : source.devices())
        names.push_back(device.name);
    return names;
}

TEST(Rapl, CountsEveryPackageAndItsDramOnce) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "1000000");
    tree.zone("intel-rapl:0:0", "core", "900000");
    tree.zone("intel-rapl:0:1", "uncore", "100");
    tree.zone("intel-rapl:0:2", "dram", "500000");
    tree.zone("intel-rapl:1", "package-1", "2000000");
    tree.zone("intel-rapl:1:0", "dram", "600000");
    tree.zone("intel-rapl:2", "psys", "9000000");
    tree.zone("intel-rapl-mmio:0", "package-0", "77");
    const Probe probe = probe_rapl(tree.folder.path());
    ASSERT_TRUE(probe.available);
    EXPECT_EQ(
        names_of(*probe.energy_source),
        (std::vector<std::string>{"package-0", "package-0 dram", "package-1", "package-1 dram"}));
    EXPECT_EQ(probe.energy_source->scope(), Scope::cpu_dram);
    probe.energy_source->sample(0);
    tree.zone("intel-rapl:0", "package-0", "3500000");
    tree.zone("intel-rapl-mmio:0", "package-0", "99999999");
    const auto readings = probe.energy_source->sample(1);
    EXPECT_DOUBLE_EQ(*readings[0].counter_joules, 2.5);
    EXPECT_DOUBLE_EQ(*readings[1].counter_joules, 0);
}

TEST(Rapl, WithoutMemoryOfEveryPackageItIsTheCpuAlone) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "1000000");
    EXPECT_EQ(probe_rapl(tree.folder.path()).energy_source->scope(), Scope::cpu);
    tree.zone("intel-rapl:1", "package-1", "2000000");
    tree.zone("intel-rapl:1:0", "dram", "600000");
    const Probe probe = probe_rapl(tree.folder.path(), [] {});
    EXPECT_EQ(probe.energy_source->scope(), Scope::cpu);
    EXPECT_EQ(probe.finding,
              "package-0, package-1; memory is not added, since not every package gives its own");
}

TEST(Rapl, DieThatShowsAnothersCounterIsNotAdded) {
    const PowercapTree tree;
    int waits = 0;
    const auto move = [&] {
        ++waits;
        const std::string die = std::to_string(5'000'000 + waits * 1'000'000);
        tree.zone("intel-rapl:0", "package-0", die);
        tree.zone("intel-rapl:1", "package-1", die);
        tree.zone("intel-rapl:2", "package-2", std::to_string(waits * 1'000'000));
    };
    move();
    const Probe probe = probe_rapl(tree.folder.path(), move);
    ASSERT_TRUE(probe.available);
    EXPECT_EQ(names_of(*probe.energy_source), (std::vector<std::string>{"package-0", "package-2"}));
    const std::string words = "package-1 shows the counter of package-0, and is not added";
    EXPECT_EQ(probe.finding, "package-0, package-2; " + words);
    EXPECT_EQ(probe.left_out, std::vector<std::string>{words});
}

TEST(Rapl, SocketsOfEqualPowerAreBothMeasured) {
    const PowercapTree tree;
    double joules = 0;
    const auto move = [&] {
        joules += 28.05;
        tree.zone("intel-rapl:0", "package-0", std::to_string(std::llround(1e6 * joules)));
        tree.zone("intel-rapl:1", "package-1",
                  std::to_string(std::llround(1e6 * (joules + 91'000))));
    };
    move();
    const Probe probe = probe_rapl(tree.folder.path(), move);
    EXPECT_EQ(probe.finding, "package-0, package-1");
    EXPECT_TRUE(probe.left_out.empty());
}

TEST(Rapl, MirroredCounterMayWrapWhileItIsWatched) {
    const PowercapTree tree;
    int waits = 0;
    const auto move = [&] {
        const std::string die = std::to_string((8'000'000 + ++waits * 1'000'000) % 10'000'000);
        tree.zone("intel-rapl:0", "package-0", die, "10000000");
        tree.zone("intel-rapl:1", "package-1", die, "10000000");
    };
    move();
    EXPECT_EQ(probe_rapl(tree.folder.path(), move).left_out.size(), 1U);
}

TEST(Rapl, CountersThatBothStandStillMirrorNothing) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "0");
    tree.zone("intel-rapl:1", "package-1", "0");
    EXPECT_TRUE(probe_rapl(tree.folder.path(), [] {}).left_out.empty());
}

/// A hwmon tree as Linux shows it.
struct HwmonTree {
    Folder folder;
    void sensor(const std::string& hwmon, const std::string& name,
                const std::vector<std::pair<std::string, std::string>>& files) const {
        folder.put("class/hwmon/" + hwmon + "/name", name + "\n");
        for (const auto& [file, content] : files)
            folder.put("class/hwmon/" + hwmon + "/" + file, content + "\n");
    }
};

TEST(Hwmon, AmdgpuGivesPowerAndMemory) {
    const HwmonTree tree;
    tree.sensor("hwmon3", "nvme", {{"temp1_input", "40000"}});
    tree.sensor("hwmon4", "amdgpu",
                {{"power1_average", "215000000"},
                 {"power1_input", "1"},
                 {"power1_cap", "300000000"},
                 {"temp1_input", "61000"},
                 {"freq1_input", "1700000000"},
                 {"device/product_name", "AMD Instinct MI210"},
                 {"device/unique_id", "abc123"},
                 {"device/mem_info_vram_total", "68702699520"},
                 {"device/mem_info_vram_used", "1234567890"}});
    tree.sensor("hwmon5", "amdgpu", {{"power1_input", "35000000"}, {"device/vendor", "0x1002"}});
    const Probe probe = probe_hwmon("amdgpu", tree.folder.path());
    ASSERT_TRUE(probe.available);
    const auto& devices = probe.energy_source->devices();
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].name, "AMD Instinct MI210");
    EXPECT_EQ(devices[0].uuid, "abc123");
    EXPECT_EQ(devices[0].power_limit_watts, 300);
    EXPECT_EQ(devices[0].memory_bytes, 68702699520);
    EXPECT_EQ(devices[0].power_mean_of_s, 1) << "the kernel does not say; the longest known";
    EXPECT_EQ(devices[1].power_mean_of_s, 0);
    EXPECT_EQ(probe.energy_source->scope(), Scope::gpu);
    const auto readings = probe.energy_source->sample(0);
    EXPECT_EQ(readings[0].power_watts, 215);
    EXPECT_EQ(readings[0].memory_bytes, 1234567890);
    EXPECT_EQ(readings[0].counter_joules, std::nullopt);
    const auto conditions = probe.energy_source->conditions();
    EXPECT_EQ(conditions[0].temperature_celsius, 61);
    EXPECT_EQ(conditions[0].clock_mhz, 1700);
    EXPECT_EQ(conditions[1].temperature_celsius, std::nullopt);
    EXPECT_FALSE(conditions[0].compute_pids) << "the kernel's sensors know none";
    EXPECT_EQ(readings[1].power_watts, 35) << "newer kernels give the instant value only";
    EXPECT_EQ(readings[1].memory_bytes, std::nullopt);
}

TEST(Hwmon, IntelGivesACounter) {
    const HwmonTree tree;
    tree.sensor("hwmon1", "xe", {{"energy1_input", "5000000"}, {"energy2_input", "3000000"}});
    tree.sensor("hwmon2", "xe", {{"energy2_input", "7000000"}});
    tree.sensor("hwmon6", "i915", {{"energy1_input", "9000000"}});
    const Probe xe = probe_hwmon("xe", tree.folder.path());
    ASSERT_TRUE(xe.available);
    EXPECT_EQ(xe.energy_source->sample(0)[0].counter_joules, 5) << "the whole card";
    EXPECT_EQ(xe.energy_source->sample(0)[1].counter_joules, 7);
    tree.sensor("hwmon1", "xe", {{"energy1_input", "5500000"}});
    EXPECT_EQ(xe.energy_source->sample(0)[0].counter_joules, 5.5);
    const Probe i915 = probe_hwmon("i915", tree.folder.path());
    ASSERT_TRUE(i915.available);
    EXPECT_EQ(i915.energy_source->sample(0)[0].counter_joules, 9);
}

TEST(Hwmon, AcpiMetersOfOneScopeOnlyAreAdded) {
    const HwmonTree tree;
    const auto meter = [&](const std::string& hwmon, const std::string& what, int watts) {
        tree.sensor(
            hwmon, "power_meter",
            {{"power1_average", std::to_string(watts) + "000000"}, {"power1_oem_info", what}});
    };
    meter("hwmon0", "SysIO Power Socket 0", 20);
    meter("hwmon1", "CPU Power Socket 0", 90);
    meter("hwmon2", "Grace Power Socket 0", 140);
    const auto names = [&] {
        return names_of(*probe_hwmon("acpi_power_meter", tree.folder.path()).energy_source);
    };
    EXPECT_EQ(names(), (std::vector<std::string>{"Grace Power Socket 0"}));
    meter("hwmon3", "Module Power Socket 0", 600);
    meter("hwmon4", "Module Power Socket 1", 610);
    EXPECT_EQ(names(), (std::vector<std::string>{"Module Power Socket 0", "Module Power Socket 1"}))
        << "Grace is part of the module";
    const Probe probe = probe_hwmon("acpi_power_meter", tree.folder.path());
    EXPECT_EQ(probe.energy_source->scope(), Scope::module);
    EXPECT_EQ(probe.energy_source->sample(0)[1].power_watts, 610);
}

TEST(Hwmon, ServersMeterIsTheWholeMachine) {
    const HwmonTree tree;
    tree.sensor("hwmon0", "power_meter",
                {{"power1_average", "450000000"}, {"power1_average_interval", "2500"}});
    const Probe probe = probe_hwmon("acpi_power_meter", tree.folder.path());
    ASSERT_TRUE(probe.available);
    EXPECT_EQ(probe.energy_source->devices()[0].power_mean_of_s, 2.5);
    EXPECT_EQ(probe.energy_source->scope(), Scope::node_wall);
    EXPECT_EQ(probe.energy_source->devices()[0].kind, "machine");
}

TEST(Hwmon, SaysWhatIsMissing) {
    const HwmonTree tree;
    EXPECT_EQ(probe_hwmon("amdgpu", tree.folder.path()).finding,
              "no AMD GPU with the kernel's amdgpu driver");
    tree.sensor("hwmon0", "i915", {{"in0_input", "700"}});
    const Probe probe = probe_hwmon("i915", tree.folder.path());
    EXPECT_FALSE(probe.available);
    EXPECT_EQ(probe.finding, "1 device of the driver, which reports neither power nor energy");
    EXPECT_TRUE(probe.remedy);
}

TEST(Rapl, CounterThatWrapsGoesOn) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "9000000", "10000000");
    const Probe probe = probe_rapl(tree.folder.path());
    ASSERT_TRUE(probe.available);
    probe.energy_source->sample(0);
    tree.zone("intel-rapl:0", "package-0", "500000", "10000000");
    EXPECT_DOUBLE_EQ(*probe.energy_source->sample(1)[0].counter_joules, 1.5);
    tree.zone("intel-rapl:0", "package-0", "700000", "10000000");
    EXPECT_DOUBLE_EQ(*probe.energy_source->sample(2)[0].counter_joules, 1.7);
}

TEST(Rapl, CounterThatGoesBackWithoutARangeIsSeenAsAReset) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "9000000");
    fs::remove(tree.folder.path() / "class/powercap/intel-rapl:0/max_energy_range_uj");
    const Probe probe = probe_rapl(tree.folder.path());
    ASSERT_TRUE(probe.available);
    const double before = *probe.energy_source->sample(0)[0].counter_joules;
    tree.folder.put("class/powercap/intel-rapl:0/energy_uj", "500000\n");
    EXPECT_LT(*probe.energy_source->sample(1)[0].counter_joules, before);
}

/// 262 kJ in a second would explain it too, but no package takes them.
TEST(Rapl, CounterThatWasResetDidNotWrap) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "1650000000");
    const Probe probe = probe_rapl(tree.folder.path());
    const double before = *probe.energy_source->sample(0)[0].counter_joules;
    tree.zone("intel-rapl:0", "package-0", "500000000");
    EXPECT_LT(*probe.energy_source->sample(1)[0].counter_joules, before);
}

TEST(Rapl, SomeOfThePackagesAreNotTheMachine) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "1");
    tree.zone("intel-rapl:1", "package-1", "1");
    fs::remove(tree.folder.path() / "class/powercap/intel-rapl:1/energy_uj");
    fs::create_directory(tree.folder.path() / "class/powercap/intel-rapl:1/energy_uj");
    const Probe probe = probe_rapl(tree.folder.path());
    EXPECT_FALSE(probe.available);
    EXPECT_EQ(probe.energy_source, nullptr);
    EXPECT_EQ(probe.finding, "some counters cannot be read, although permitted: package-1");
    EXPECT_TRUE(probe.remedy);
}

TEST(Rapl, SaysWhatIsMissingAndWhatToDo) {
    const Folder empty;
    const Probe none = probe_rapl(empty.path());
    EXPECT_FALSE(none.available);
    EXPECT_NE(none.finding.find("no powercap counters"), std::string::npos);
    ASSERT_TRUE(none.remedy);

    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "1");
    const fs::path counter = tree.folder.path() / "class/powercap/intel-rapl:0/energy_uj";
    if (::geteuid() != 0) {  // root may read it all the same
        fs::permissions(counter, fs::perms::none);
        const Probe forbidden = probe_rapl(tree.folder.path());
        EXPECT_FALSE(forbidden.available);
        EXPECT_NE(forbidden.finding.find("readable by root only"), std::string::npos);
        EXPECT_NE(forbidden.remedy->find("chmod"), std::string::npos);
    }
    // As root finds it where a container hides it.
    fs::remove(counter);
    fs::create_directory(counter);
    const Probe hidden = probe_rapl(tree.folder.path());
    EXPECT_FALSE(hidden.available);
    EXPECT_EQ(hidden.finding,
              "the counters are there but cannot be read, although permitted: package-0");
    EXPECT_EQ(hidden.remedy->find("run as root"), std::string::npos) << *hidden.remedy;
}

TEST(CounterTest, CounterThatStandsStillIsNoSource) {
    const PowercapTree tree;
    int waits = 0;
    const auto wait = [&] { ++waits; };
    tree.zone("intel-rapl:0", "package-0", "123456");
    const Probe still = test_counters(probe_rapl(tree.folder.path(), [] {}), wait);
    EXPECT_FALSE(still.available);
    EXPECT_EQ(still.energy_source, nullptr);
    EXPECT_EQ(still.finding, "package-0; the energy counter of package-0 does not advance");
    EXPECT_TRUE(still.remedy);
    EXPECT_EQ(waits, 30) << "three seconds";
    // One of two that stands would make the energy of one pass for that of both.
    tree.zone("intel-rapl:1", "package-1", "1");
    const Probe half = test_counters(probe_rapl(tree.folder.path(), [] {}), [&] {
        tree.zone("intel-rapl:1", "package-1", std::to_string(++waits));
    });
    EXPECT_FALSE(half.available);
    EXPECT_NE(half.finding.find("package-0 does not advance, so the energy of all devices is not"),
              std::string::npos)
        << half.finding;
}

TEST(CounterTest, CounterThatMovesLateIsOne) {
    const PowercapTree tree;
    tree.zone("intel-rapl:0", "package-0", "123456");
    int waits = 0;
    const Probe probe = test_counters(probe_rapl(tree.folder.path(), [] {}), [&] {
        if (++waits == 20) tree.zone("intel-rapl:0", "package-0", "999999");
    });
    EXPECT_TRUE(probe.available);
    EXPECT_EQ(waits, 20);
}

TEST(CounterTest, PowerTakesThePlaceOfACounterThatStands) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.counter_stands = true;
    library.play(script);
    const Probe probe = test_counters(probe_nvml(library.path()), [] {});
    ASSERT_TRUE(probe.available);
    EXPECT_EQ(probe.left_out,
              std::vector<std::string>{"the energy counter of Stub GPU 24GB does not "
                                       "advance, and its power is read instead"});
    EXPECT_NE(probe.finding.find(probe.left_out.front()), std::string::npos);
    const Reading reading = probe.energy_source->sample(0).at(0);
    EXPECT_EQ(reading.counter_joules, std::nullopt);
    EXPECT_NEAR(*reading.power_watts, 250, 1e-3);
    EXPECT_EQ(probe.energy_source->conditions().size(), 1U);
    EXPECT_EQ(probe.energy_source->name(), "nvml");
}

TEST(CounterTest, SourceWithoutCountersIsNotWaitedFor) {
    const HwmonTree tree;
    tree.sensor("hwmon0", "amdgpu", {{"power1_average", "1000000"}});
    const Probe probe = test_counters(probe_hwmon("amdgpu", tree.folder.path()),
                                      [] { ADD_FAILURE() << "it waits"; });
    EXPECT_TRUE(probe.available);
    EXPECT_FALSE(test_counters(probe_hwmon("xe", tree.folder.path()), [] {}).available);
}

TEST(Replay, InterpolatesAndRepeatsTheTrace) {
    const Folder folder;
    const auto source = open_replay(
        folder.put("trace.csv", "t_s,watts_0,watts_1\n0,100,10\n2,300,10\n\n4,100,30\n"));
    EXPECT_EQ(source->devices().size(), 2U);
    struct At {
        double t_s, first, second;
    };
    for (const At& at : {At{0, 100, 10}, At{1, 200, 10}, At{3, 200, 20}, At{5, 200, 10}}) {
        const auto readings = source->sample(at.t_s);
        EXPECT_DOUBLE_EQ(*readings[0].power_watts, at.first) << at.t_s;
        EXPECT_DOUBLE_EQ(*readings[1].power_watts, at.second) << at.t_s;
    }
}

TEST(Replay, EmptyCellIsNoReading) {
    const Folder folder;
    const auto source =
        open_replay(folder.put("trace.csv", "t_s,watts_0,watts_1\n0,100,10\n2,,10\n4,200,\n"));
    EXPECT_EQ(source->sample(0)[0].power_watts, 100);
    EXPECT_EQ(source->sample(1)[0].power_watts, std::nullopt);
    EXPECT_EQ(source->sample(1)[1].power_watts, 10);
    EXPECT_EQ(source->sample(3)[0].power_watts, std::nullopt);
}

TEST(Replay, NothingIsMadeUpInAGap) {
    const Folder folder;
    const auto source =
        open_replay(folder.put("trace.csv", "t_s,watts\n0,100\n3,100\n6.5,100\n8,100\n"));
    EXPECT_EQ(source->sample(2)[0].power_watts, 100);
    EXPECT_EQ(source->sample(3)[0].power_watts, 100);
    EXPECT_EQ(source->sample(4)[0].power_watts, std::nullopt);
    EXPECT_EQ(source->sample(7)[0].power_watts, 100);
}

TEST(Replay, WrongTracesAreNamedWithTheirLine) {
    const Folder folder;
    struct Case {
        const char* text;
        const char* message;
    };
    for (const Case& one :
         {Case{"", ":1: the header"}, Case{"watts\n1\n", ":1: the header"},
          Case{"t_s,watts\n", "no sample"}, Case{"t_s,watts\n0,1,2\n", ":2: it has 3 cells"},
          Case{"t_s,watts\n0,nan\n", ":2: \"nan\" is not a number"},
          Case{"t_s,watts\n0,-1\n", ":2: \"-1\""},
          Case{"t_s,watts\n0,1\n0,1\n", ":3: its time is not after"}}) {
        try {
            open_replay(folder.put("trace.csv", one.text));
            ADD_FAILURE() << one.text << " was accepted";
        } catch (const Error& error) {
            EXPECT_NE(error.message().find(one.message), std::string::npos) << error.message();
        }
    }
    EXPECT_THROW(open_replay(folder.path() / "absent.csv"), Error);
}

}  // namespace
}  // namespace lem::power
