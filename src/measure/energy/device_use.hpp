#pragma once
/// Which of the measured devices the engine computed on. Pure.

#include "domain/result/energy.hpp"

namespace lem::measure {

/// Positions of devices that were idle in a window in which others computed: their mean power is
/// within 5 % of their idle power with the engine loaded, while that of another rose by a fifth.
/// The list of processes is less reliable: engines open every visible device, and inside a
/// container the driver lists none. Empty unless the idle power of every device is known.
std::vector<int> idle_devices(const std::vector<domain::DeviceEnergy>& window, double window_s,
                              const std::vector<domain::DeviceEnergy>& idle, double idle_s);

}  // namespace lem::measure
