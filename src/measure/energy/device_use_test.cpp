#include "measure/energy/device_use.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

std::vector<domain::DeviceEnergy> devices(std::initializer_list<double> watts, double seconds) {
    std::vector<domain::DeviceEnergy> all;
    for (const double one : watts)
        all.push_back({.device = static_cast<int>(all.size()), .energy_joules = one * seconds});
    return all;
}

TEST(DeviceUse, BoardsThatOnlyIdleBesideOthersAreNamed) {
    const auto idle = devices({60, 61, 59, 60}, 30);
    const auto in = [&](std::initializer_list<double> watts) {
        return idle_devices(devices(watts, 10), 10, idle, 30);
    };
    EXPECT_EQ(in({300, 61, 60, 62}), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(in({300, 301, 299, 310}), std::vector<int>{});
    EXPECT_EQ(in({300, 61, 59, 66}), (std::vector<int>{1, 2})) << "a tenth more may be work";
    EXPECT_EQ(in({61, 61, 60, 62}), std::vector<int>{}) << "a light load shows nowhere";
    EXPECT_EQ(idle_devices(devices({300, 60}, 10), 10, idle, 30), std::vector<int>{});
    EXPECT_EQ(idle_devices({}, 10, {}, 30), std::vector<int>{});
}

}  // namespace
}  // namespace lem::measure
