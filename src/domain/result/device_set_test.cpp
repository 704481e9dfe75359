#include "domain/result/device_set.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

DeviceSet set_of(const std::vector<std::pair<const char*, const char*>>& devices) {
    Environment environment;
    environment.cpu_model = "AMD EPYC 9654";
    for (const auto& [kind, name] : devices) {
        Device device;
        device.kind = kind;
        device.name = name;
        environment.devices.push_back(device);
    }
    return device_set_of(environment);
}

TEST(DeviceSet, NamesEveryKindWithItsCount) {
    struct Scenario {
        std::vector<std::pair<const char*, const char*>> devices;
        const char* name;
        int count;
    };
    const std::vector<Scenario> scenarios{
        {{}, "AMD EPYC 9654", 1},
        {{{"cpu", "package 0"}, {"cpu", "package 1"}}, "AMD EPYC 9654", 1},
        {{{"gpu", "NVIDIA L4"}}, "NVIDIA L4", 1},
        {{{"gpu", "NVIDIA H100"}, {"gpu", "NVIDIA H100"}, {"gpu", "NVIDIA L4"}},
         "2 x NVIDIA H100 + NVIDIA L4",
         3},
        {{{"gpu", "NVIDIA H100"}, {"gpu", "NVIDIA L4"}, {"gpu", "NVIDIA H100"}},
         "2 x NVIDIA H100 + NVIDIA L4",
         3},
        {std::vector<std::pair<const char*, const char*>>(8, {"gpu", "NVIDIA H200"}),
         "8 x NVIDIA H200", 8},
        {{{"cpu", "package 0"}, {"gpu", "NVIDIA L4"}}, "NVIDIA L4", 1},
        {{{"gpu", " NVIDIA  L4"}, {"gpu", "NVIDIA L4  "}}, "2 x NVIDIA L4", 2},
        {{{"gpu", "   "}}, "unknown device", 1},
    };
    for (const Scenario& scenario : scenarios) {
        const DeviceSet set = set_of(scenario.devices);
        EXPECT_EQ(set.name, scenario.name);
        EXPECT_EQ(set.count, scenario.count) << set.name;
    }
}

}  // namespace
}  // namespace lem::domain
