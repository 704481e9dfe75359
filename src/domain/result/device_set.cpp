#include "domain/result/device_set.hpp"

#include "base/text.hpp"
#include "domain/result/absent_facts.hpp"

#include <map>

namespace lem::domain {

/// Drivers and firmware pad names with spaces.
std::string tidy_name(std::string_view name) {
    std::string tidy;
    for (const char c : text::trim(name)) {
        if (c != ' ' || tidy.back() != ' ') tidy += c;
    }
    return tidy.empty() ? std::string(unknown_device) : tidy;
}

DeviceSet device_set_of(const Environment& environment, const DeviceNamer& name_of) {
    const auto named = [&](const Device& device) {
        return name_of ? name_of(device) : tidy_name(device.name);
    };
    std::vector<std::pair<std::string, int>> kinds;  // name and how many
    std::map<std::string, std::size_t> places;       // of a name in kinds
    int count = 0;
    for (const Device& device : environment.devices) {
        if (device.kind != "gpu") continue;
        ++count;
        const std::string name = named(device);
        const auto [known, is_new] = places.try_emplace(name, kinds.size());
        if (is_new) kinds.emplace_back(name, 0);
        ++kinds[known->second].second;
    }
    if (kinds.empty()) {
        Device processor;
        processor.kind = "cpu";
        processor.name = environment.cpu_model.value_or("");
        const std::string name = named(processor);
        return {.name = name, .device = name, .count = 1};
    }
    DeviceSet set{.name = {}, .device = {}, .count = count};
    for (const auto& [name, of_it] : kinds) {
        if (!set.name.empty()) set.name += " + ";
        if (of_it > 1) set.name += std::to_string(of_it) + " x ";
        set.name += name;
    }
    set.device = kinds.size() == 1 ? kinds.front().first : set.name;
    return set;
}

}  // namespace lem::domain
