#include "platform/power/gpu_metrics.hpp"

#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::power {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A table as the driver writes it; the counters follow each other.
std::string table(int content, const std::array<std::uint32_t, 6>& counters) {
    const std::size_t place = content == 6 ? 32 : 40;
    std::string bytes(2208, '\0');
    bytes[2] = 1;
    bytes[3] = static_cast<char>(content);
    for (std::size_t i = 0; i < counters.size(); ++i) {
        for (std::size_t byte = 0; byte < 4; ++byte)
            bytes[place + 4 * i + byte] = static_cast<char>(counters[i] >> 8 * byte);
    }
    return bytes;
}

void write(const fs::path& file, const std::string& bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

TEST(GpuMetrics, TablesOfKnownVersionsAreReadAndOthersAreNot) {
    for (const int content : {6, 7, 8}) {
        const auto read = parse_gpu_metrics(table(content, {1000, 1, 2, 3, 4, 0xfffffffb}));
        ASSERT_TRUE(read) << content;
        EXPECT_EQ(read->all, 1000U);
        EXPECT_EQ(read->power, 2U);
        EXPECT_EQ(read->heat, (std::array<std::uint32_t, 4>{1, 3, 4, 0xfffffffb}));
    }
    EXPECT_FALSE(parse_gpu_metrics(table(3, {}))) << "MI200 has no such counters";
    EXPECT_FALSE(parse_gpu_metrics(table(9, {}))) << "not known yet";
    std::string other_format = table(7, {});
    other_format[2] = 2;
    EXPECT_FALSE(parse_gpu_metrics(other_format)) << "graphics processors within a CPU";
    EXPECT_FALSE(parse_gpu_metrics(""));
    EXPECT_FALSE(parse_gpu_metrics(table(7, {}).substr(0, 63))) << "cut short";
    EXPECT_TRUE(parse_gpu_metrics(table(7, {}).substr(0, 64)));
}

TEST(GpuMetrics, CyclesBecomeSecondsAlsoWhenACounterWraps) {
    const test::Folder folder;
    const fs::path file = folder.path() / "gpu_metrics";
    ThrottleClock clock(file);
    const auto at = [&](double now_s) {
        Condition condition;
        clock.add_to(condition, now_s);
        return condition;
    };
    EXPECT_FALSE(at(0).power_capped_s) << "no table";
    write(file, table(7, {0xffffff00, 0, 0xfffffff0, 5, 5, 5}));
    EXPECT_EQ(at(10).power_capped_s, 0) << "counted from the first look";
    EXPECT_EQ(at(10.5).power_capped_s, 0) << "the firmware has not written meanwhile";
    // 1000 cycles in 2 s, of which 250 were held down for power, 100 for the heat of the memory.
    write(file, table(7, {0xffffff00 + 1000, 0, 0xfffffff0 + 250, 5, 45, 105}));
    Condition now = at(12);
    EXPECT_NEAR(*now.power_capped_s, 0.5, 1e-9);
    EXPECT_NEAR(*now.thermally_throttled_s, 0.2, 1e-9);
    write(file, table(7, {0xffffff00 + 2000, 0, 0xfffffff0 + 250, 1005, 45, 105}));
    now = at(14);
    EXPECT_NEAR(*now.power_capped_s, 0.5, 1e-9);
    EXPECT_NEAR(*now.thermally_throttled_s, 2.2, 1e-9);
}

TEST(GpuMetrics, AreFoundBesideTheKernelsSensors) {
    const test::Folder folder;
    const fs::path device = folder.path() / "class/hwmon/hwmon0";
    write(device / "name", "amdgpu\n");
    write(device / "power1_average", "300000000\n");
    write(device / "device/gpu_metrics", table(6, {10, 0, 5, 0, 0, 0}));
    const Probe found = probe_hwmon("amdgpu", folder.path());
    ASSERT_TRUE(found.available) << found.finding;
    EXPECT_EQ(found.energy_source->conditions()[0].power_capped_s, 0);
}

TEST(GpuMetrics, AreFoundByTheBusAddressThatAmdSmiTells) {
    const test::Folder folder;
    write(folder.path() / "bus/pci/devices/0000:11:00.0/gpu_metrics",
          table(8, {10, 0, 5, 0, 0, 0}));
    const test::StubAmdsmiLibrary library(26);
    StubAmdsmi script;
    script.devices = 2;
    script.watts = [](double) { return 300.0; };
    script.joules = [](double t_s) { return 300 * t_s; };
    library.play(script);
    const Probe found = probe_amdsmi(library.path(), 5ms, folder.path());
    ASSERT_TRUE(found.energy_source) << found.finding;
    const auto conditions = found.energy_source->conditions();
    EXPECT_FALSE(conditions[0].power_capped_s) << "no table for the first";
    EXPECT_EQ(conditions[1].power_capped_s, 0);
}

}  // namespace
}  // namespace lem::power
