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
                  "libamd_smi.so (AMD). Rename it, or set energy.source to nvml or "
                  "amdsmi.");
    }
    config.source = domain::EnergySourceName::nvml;
    EXPECT_NO_THROW(probe_energy_sources(config)) << "the configured source owns the library";
}

TEST(EnergyChoice, ANamedSourceThatCannotBeReadIsRefused) {
    const test::Folder sysfs;
    domain::EnergyConfig config{.source = domain::EnergySourceName::rapl,
                                .sysfs_root = sysfs.path().string()};
    try {
        choose_energy_source(config, ".");
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_TRUE(error.message().starts_with("energy.source is rapl, which cannot be read: "));
        EXPECT_TRUE(error.message().ends_with("set energy.source: auto."));
    }
    config.model = domain::ModelledEnergy{.tdp_watts = 65};
    EXPECT_EQ(choose_energy_source(config, ".").method, domain::EnergyMethod::modelled);
    config.model.reset();
    config.source = domain::EnergySourceName::automatic;
    EXPECT_NO_THROW(choose_energy_source(config, "."));
}

TEST(EnergyChoice, DevicesAreChosenByNumberOrUuid) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.devices = 12;
    script.real_time = true;
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
    EXPECT_NEAR(*choose_energy_source(config, ".").source->sample(0)[0].power_watts, 253, 0.01)
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
                    .starts_with("energy.devices: no device of nvml matches 12; found: 0 Stub GPU "
                                 "24GB (GPU-stub-0), 1 "))
        << why(std::int64_t{12});
    EXPECT_TRUE(why(std::string("GPU-stub-1"))
                    .starts_with("energy.devices: more than one device of nvml matches GPU-stub-1"))
        << "GPU-stub-10 too";
    EXPECT_NE(why(true), "accepted");
    EXPECT_NE(why(-1.0), "accepted");
    config.source = domain::EnergySourceName::external;
    config.trace = "wall.csv";
    EXPECT_TRUE(why(std::int64_t{0}).starts_with("energy.devices cannot be set for a wall meter"));
}

/// A machine with four GPUs, and what an engine that lem starts gets.
class VisibleToTheEngine : public testing::Test {
protected:
    VisibleToTheEngine() {
        script_.devices = 4;
        script_.real_time = true;
        library_.play(script_);
        config_.source = domain::EnergySourceName::nvml;
        config_.library = library_.path();
        config_.sysfs_root = sysfs_.path().string();
    }
    EnergyChoice choose(const char* name, const char* value) {
        return choose_energy_source(config_, ".", Variables([=](const std::string& asked) {
                                        return asked == name ? std::optional<std::string>(value)
                                                             : std::nullopt;
                                    }));
    }
    static std::string uuids(const EnergyChoice& choice) {
        std::string all;
        if (!choice.source) return "none";
        for (const power::DeviceInfo& info : choice.source->devices())
            all += info.uuid->substr(9) + " ";
        return all;
    }

    const test::StubNvmlLibrary library_;
    const test::Folder sysfs_;
    StubNvml script_;
    domain::EnergyConfig config_;
};

TEST_F(VisibleToTheEngine, TheBoardsThatTheEngineUsesAreMeasured) {
    const EnergyChoice choice = choose("CUDA_VISIBLE_DEVICES", "2,0");
    EXPECT_EQ(uuids(choice), "0 2 ");
    ASSERT_EQ(choice.findings.size(), 1U);
    EXPECT_TRUE(choice.findings[0].passed);
    EXPECT_EQ(choice.findings[0].message,
              "The engine can use device 0, 2 of the 4 of nvml (CUDA_VISIBLE_DEVICES); only "
              "their energy is measured.");
    EXPECT_EQ(choice.advice, std::vector<std::string>{choice.findings[0].message})
        << "on the terminal too";
    EXPECT_EQ(uuids(choose("CUDA_VISIBLE_DEVICES", "0,1,2,3")), "0 1 2 3 ");
    EXPECT_TRUE(choose("CUDA_VISIBLE_DEVICES", "3,2,1,0").findings.empty());
}

TEST_F(VisibleToTheEngine, AllAreMeasuredWhereNothingIsKnown) {
    EXPECT_EQ(uuids(choose("HIP_VISIBLE_DEVICES", "2")), "0 1 2 3 ");
    EXPECT_EQ(uuids(choose_energy_source(config_, ".")), "0 1 2 3 ") << "an endpoint";
    const EnergyChoice instance = choose("CUDA_VISIBLE_DEVICES", "MIG-1234");
    EXPECT_EQ(uuids(instance), "0 1 2 3 ");
    ASSERT_EQ(instance.findings.size(), 1U);
    EXPECT_FALSE(instance.findings[0].passed);
}

TEST_F(VisibleToTheEngine, SourceWhoseEveryDeviceIsHiddenIsNotTaken) {
    config_.source = domain::EnergySourceName::automatic;
    const EnergyChoice choice = choose("CUDA_VISIBLE_DEVICES", "");
    EXPECT_EQ(uuids(choice), "none");
    EXPECT_FALSE(choice.probed.at(0).available);
    EXPECT_NE(
        choice.probed[0].finding.find("CUDA_VISIBLE_DEVICES hides every device from the engine"),
        std::string::npos);
}

TEST_F(VisibleToTheEngine, ConfigurationCountsAndIsComparedWithIt) {
    config_.devices = std::vector<schema::Scalar>{std::int64_t{1}};
    const EnergyChoice other = choose("CUDA_VISIBLE_DEVICES", "2");
    EXPECT_EQ(uuids(other), "1 ");
    ASSERT_EQ(other.findings.size(), 1U);
    EXPECT_FALSE(other.findings[0].passed);
    EXPECT_EQ(other.findings[0].message,
              "energy.devices selects 1, but the engine can use 2 (CUDA_VISIBLE_DEVICES).");
    EXPECT_TRUE(choose("CUDA_VISIBLE_DEVICES", "1").findings.empty());
}

TEST(EnergyChoice, SourceWhoseCounterStandsStillIsPassedOver) {
    const test::StubNvmlLibrary library;
    StubNvml script;
    script.counter_stands = true;
    script.has_instant_power = script.has_average_power = script.has_power = false;
    library.play(script);
    const test::Folder sysfs;
    sysfs.put("class/hwmon/hwmon0/name", "power_meter\n");
    sysfs.put("class/hwmon/hwmon0/power1_average", "450000000\n");
    const EnergyChoice choice =
        choose_energy_source({.library = library.path(), .sysfs_root = sysfs.path().string()}, ".");
    EXPECT_FALSE(choice.probed.at(0).available);
    ASSERT_TRUE(choice.source);
    EXPECT_EQ(choice.source->name(), "acpi_power_meter");
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
