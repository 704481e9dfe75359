/// The energy of a window over several devices.

#include "measure/energy/window_energy.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

/// Eight devices of 100 W; those from the second on read 0 W, or have a counter that stands still.
std::vector<Sample> of_eight(bool counters, double dead_watts) {
    std::vector<Sample> samples;
    for (int i = 0; i <= 20; ++i) {
        Sample all{.at_ms = i * 100.0};
        for (int device = 0; device < 8; ++device) {
            power::Reading reading{.power_watts = device == 0 ? 100 : dead_watts};
            if (counters) reading.counter_joules = device == 0 ? i * 10.0 : 0;
            all.devices.push_back(reading);
        }
        samples.push_back(all);
    }
    return samples;
}

TEST(WindowEnergy, SevenOfEightDevicesWithoutEnergyLeaveNoSum) {
    using Reasons = std::vector<std::string>;
    for (const bool counters : {false, true}) {
        const WindowEnergy energy = window_energy(of_eight(counters, 0), 8, 200, 1800);
        const domain::EnergyReading& reading = energy.reading;
        EXPECT_EQ(reading.energy_joules, std::nullopt) << "which is not that of one device";
        EXPECT_EQ(reading.integral_joules, std::nullopt);
        EXPECT_TRUE(reading.per_device.empty());
        EXPECT_EQ(reading.absent_reason,
                  "devices 1, 2, 3, 4, 5, 6, 7 of 8 reported 0 J while others reported energy, so "
                  "the sum is not known");
        EXPECT_EQ(reading.invalid_reasons,
                  counters ? (Reasons{"counter_stopped", "device_without_energy"})
                           : Reasons{"device_without_energy"});
    }
    const WindowEnergy idle = window_energy(of_eight(true, 7), 8, 200, 1800);
    EXPECT_NEAR(idle.reading.energy_joules.value_or(0), (100 + 7 * 7) * 1.6, 1e-9)
        << "sampled power takes the place of counters that stand still";
}

}  // namespace
}  // namespace lem::measure
