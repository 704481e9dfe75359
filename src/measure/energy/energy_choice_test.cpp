#include "measure/energy/energy_choice.hpp"

#include "base/error.hpp"
#include "measure/run/machine.hpp"
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

TEST(EnergyChoice, DevicesAreChosenByNumberOrUuid) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.devices = 12;
    library.play(script);
    domain::EnergyConfig config{.source = domain::EnergySourceName::nvml,
                                .library = library.path()};
    const auto uuids = [&](const std::vector<schema::Scalar>& wanted) {
        config.devices = wanted;
        const EnergyChoice choice = choose_energy_source(config, ".");
        std::string all;
        for (const power::DeviceInfo& info : choice.source->devices())
            all += *info.uuid + " ";
        EXPECT_EQ(choice.source->sample(0).size(), choice.source->devices().size());
        EXPECT_EQ(choice.source->conditions().size(), choice.source->devices().size());
        return all;
    };
    EXPECT_EQ(uuids({std::int64_t{3}, std::string("GPU-stub-0"), std::string("3")}),
              "GPU-stub-0 GPU-stub-3 ");
    config.devices = std::vector<schema::Scalar>{std::int64_t{3}};
    script.now_s = 5;
    library.play(script);
    const double joules = *choose_energy_source(config, ".").source->sample(0)[0].counter_joules;
    script.now_s = 6;
    library.play(script);
    EXPECT_NEAR(*choose_energy_source(config, ".").source->sample(0)[0].counter_joules - joules,
                253, 0.01)
        << "of this device";
    const auto why = [&](const schema::Scalar& wanted) {
        try {
            uuids({wanted});
        } catch (const Error& error) {
            return error.message();
        }
        return std::string("accepted");
    };
    EXPECT_TRUE(why(std::int64_t{12})
                    .starts_with("energy.devices: there is no device 12 of nvml; found: 0 Stub GPU "
                                 "24GB (GPU-stub-0), 1 "))
        << why(std::int64_t{12});
    EXPECT_TRUE(
        why(std::string("GPU-stub-1")).starts_with("energy.devices: several are GPU-stub-1"))
        << "GPU-stub-10 too";
    EXPECT_NE(why(true), "accepted");
    EXPECT_NE(why(-1.0), "accepted");
    config.source = domain::EnergySourceName::external;
    config.trace = "wall.csv";
    EXPECT_TRUE(why(std::int64_t{0}).starts_with("energy.devices chooses devices of this machine"));
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
