#include "domain/result/device_set.hpp"

#include "base/text.hpp"
#include "domain/result/absent_facts.hpp"

#include <map>

namespace lem::domain {
namespace {

/// Drivers and firmware pad names with spaces: keep one between words and none around them.
std::string tidy_name(std::string_view name) {
    std::string tidy;
    for (const char c : text::trim(name)) {
        if (c != ' ' || tidy.back() != ' ') tidy += c;
    }
    return tidy.empty() ? "unknown device" : tidy;
}

}  // namespace

DeviceSet device_set_of(const Environment& environment) {
    std::vector<std::pair<std::string, int>> kinds;  // name and how many
    std::map<std::string, std::size_t> places;       // of a name in kinds
    int count = 0;
    for (const Device& device : environment.devices) {
        if (device.kind != "gpu") continue;
        ++count;
        const std::string name = tidy_name(device.name);
        const auto [known, is_new] = places.try_emplace(name, kinds.size());
        if (is_new) kinds.emplace_back(name, 0);
        ++kinds[known->second].second;
    }
    if (kinds.empty()) return {.name = tidy_name(environment.cpu_model.value_or("")), .count = 1};
    DeviceSet set{.name = {}, .count = count};
    for (const auto& [name, of_it] : kinds) {
        if (!set.name.empty()) set.name += " + ";
        if (of_it > 1) set.name += std::to_string(of_it) + " x ";
        set.name += name;
    }
    return set;
}

}  // namespace lem::domain
