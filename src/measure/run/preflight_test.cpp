#include "measure/run/preflight.hpp"

#include "support/stub_library.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace lem::measure {
namespace {

TEST(Preflight, ReadsProcStat) {
    const double tick_s = 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto time = parse_processor_time("cpu  100 20 30 800 50 1 2 3 40 5\ncpu0 1 2 3 4\n");
    ASSERT_TRUE(time);
    EXPECT_NEAR(time->busy_s, 156 * tick_s, 1e-9) << "guest time is already in user time";
    EXPECT_NEAR(time->all_s, 1006 * tick_s, 1e-9);
    for (const char* wrong : {"", "cpu0 1 2 3 4 5", "cpu  1 2 x 4 5", "cpu  1 2 3"})
        EXPECT_FALSE(parse_processor_time(wrong)) << wrong;
    EXPECT_GT(read_processor_time().all_s, 0);
}

TEST(Preflight, OthersMayUseATenth) {
    const auto finding = [](double busy_s) {
        return preflight({.busy_s = 5, .all_s = 100}, {.busy_s = 5 + busy_s, .all_s = 200}).at(0);
    };
    EXPECT_TRUE(finding(10).passed);
    EXPECT_FALSE(finding(37).passed);
    EXPECT_TRUE(finding(37).message.starts_with("Other programs used 37 % of the processors"));
}

TEST(Preflight, HowTheDevicesAreSetIsRecorded) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.devices = 3;
    const auto settings = [&] {
        library.play(script);
        return device_settings(power::probe_nvml(library.path()).energy_source->devices());
    };
    auto findings = settings();
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_TRUE(findings[0].passed);
    EXPECT_EQ(findings[0].message, "Persistence mode is on.");
    EXPECT_TRUE(findings[1].passed);
    EXPECT_EQ(findings[1].message,
              "Device 0, 1, 2: ECC on, application clock 1980 MHz, power limit 350 W, by default "
              "350 W.");
    script.persistence_mode = script.ecc = false;
    script.limited_device = 1;
    script.limited_watts = 250;
    findings = settings();
    EXPECT_FALSE(findings[0].passed);
    EXPECT_TRUE(findings[0].message.starts_with("Persistence mode is off (device 0, 1, 2)"));
    EXPECT_FALSE(findings[1].passed) << "one of them is not like the others";
    EXPECT_EQ(findings[1].message,
              "Device 1: ECC off, application clock 1980 MHz, power limit 250 W, by default 350 W; "
              "device 0, 2: ECC off, application clock 1980 MHz, power limit 350 W, by default "
              "350 W. Their settings differ.");
    script.has_settings = false;
    EXPECT_TRUE(settings().empty());
}

TEST(Preflight, ProcessesOnTheDevicesAreFound) {
    EXPECT_TRUE(foreign_processes(0).passed);
    EXPECT_FALSE(foreign_processes(1).passed);
    EXPECT_NE(foreign_processes(2).message.find("2 other processes computed"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
