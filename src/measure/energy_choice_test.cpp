#include "measure/energy_choice.hpp"

#include "base/error.hpp"
#include "measure/machine.hpp"
#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

TEST(EnergyChoice, SourcesAreTriedInTheirOrder) {
    const test::Folder sysfs;
    std::vector<std::string> names;
    for (const power::Probe& probe : probe_energy_sources({.sysfs_root = sysfs.path().string()}))
        names.push_back(probe.source);
    EXPECT_EQ(names, (std::vector<std::string>{"nvml", "amdsmi", "amdgpu", "xe", "i915", "rapl",
                                               "acpi_power_meter"}));
}

TEST(EnergyChoice, ConfiguredLibraryGoesToTheSourceWhoseNameItBears) {
    const test::Folder sysfs;
    for (const char* file : {"libnvidia-ml.so.1", "libamd_smi.so.24"}) {
        domain::EnergyConfig config;
        config.library = std::string(LEM_BINARY_DIR "/tests/") + file;
        config.sysfs_root = sysfs.path().string();
        const EnergyChoice choice = choose_energy_source(config, ".");
        ASSERT_TRUE(choice.source) << file;
        EXPECT_EQ(choice.source->name(), file[3] == 'n' ? "nvml" : "amdsmi");
        EXPECT_EQ(choice.scope, domain::EnergyScope::gpu);
    }
}

TEST(EnergyChoice, LibraryOfAnotherNameIsNotLeftAsideInSilence) {
    domain::EnergyConfig config{.library = "/opt/other/libpower.so"};
    try {
        probe_energy_sources(config);
        ADD_FAILURE() << "it was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(),
                  "energy.library is libpower.so, which is neither libnvidia-ml.so (NVIDIA) nor "
                  "libamd_smi.so (AMD): give it such a name, or set energy.source to nvml or "
                  "amdsmi.");
    }
    config.source = domain::EnergySourceName::nvml;
    EXPECT_NO_THROW(probe_energy_sources(config)) << "then it is said whose it is";
}

TEST(EnergyChoice, WallMeterIsReportedByItsRecord) {
    domain::EnergyConfig config;
    EXPECT_FALSE(report_of_wall_meter(config).available);
    EXPECT_NE(report_of_wall_meter(config).remedy->find("energy.source: external"),
              std::string::npos);
    const test::Folder folder;
    config.trace =
        folder.put("wall.csv", "unix_s,watts\n1763900000,120\n1763900060,121\n").string();
    EXPECT_TRUE(report_of_wall_meter(config).available);
    EXPECT_EQ(report_of_wall_meter(config).finding,
              "2 readings from 2025-11-23T12:13:20.000Z to 2025-11-23T12:14:20.000Z");
    folder.put("wall.csv", "unix_s,watts\n1763900000,much\n");
    EXPECT_FALSE(report_of_wall_meter(config).available);
    EXPECT_NE(report_of_wall_meter(config).finding.find("wall.csv:2: \"much\" is not a number"),
              std::string::npos);
}

}  // namespace
}  // namespace lem::measure
