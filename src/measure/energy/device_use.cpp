#include "measure/energy/device_use.hpp"

namespace lem::measure {

std::vector<int> idle_devices(const std::vector<domain::DeviceEnergy>& window, double window_s,
                              const std::vector<domain::DeviceEnergy>& idle, double idle_s) {
    constexpr double computes_from = 1.2, idles_to = 1.05;
    std::vector<int> still;
    bool others_compute = false;
    if (window.size() != idle.size() || window_s <= 0 || idle_s <= 0) return {};
    for (std::size_t i = 0; i < window.size(); ++i) {
        const double idle_watts = idle[i].energy_joules / idle_s,
                     watts = window[i].energy_joules / window_s;
        others_compute = others_compute || watts > computes_from * idle_watts;
        if (watts <= idles_to * idle_watts) still.push_back(window[i].device);
    }
    return others_compute ? still : std::vector<int>{};
}

}  // namespace lem::measure
