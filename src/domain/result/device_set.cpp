#include "domain/result/device_set.hpp"

#include "domain/result/absent_facts.hpp"

#include <map>

namespace lem::domain {

DeviceSet device_set_of(const Environment& environment) {
    std::vector<std::pair<std::string_view, int>> kinds;  // name and how many
    std::map<std::string_view, std::size_t> places;       // of a name in kinds
    int count = 0;
    for (const Device& device : environment.devices) {
        if (device.kind != "gpu") continue;
        ++count;
        const auto [known, is_new] = places.try_emplace(device.name, kinds.size());
        if (is_new) kinds.emplace_back(device.name, 0);
        ++kinds[known->second].second;
    }
    if (kinds.empty()) return {.name = known_or_unknown(environment.cpu_model), .count = 1};
    DeviceSet set{.name = {}, .count = count};
    for (const auto& [name, of_it] : kinds) {
        if (!set.name.empty()) set.name += " + ";
        if (of_it > 1) set.name += std::to_string(of_it) + " x ";
        set.name += name;
    }
    return set;
}

}  // namespace lem::domain
