#include "domain/catalogue/known_names.hpp"

#include "domain/catalogue/built_in.hpp"
#include "domain/result/device_set.hpp"

#include <algorithm>

namespace lem::domain {

ResolvedModel KnownNames::model(std::string_view submitted) const {
    ResolvedModel model{.submitted = std::string(submitted), .shown = std::string(submitted)};
    const auto alias = aliases_.models.find(submitted);
    if (alias != aliases_.models.end()) {
        model.shown = alias->second;
        model.standing = NameStanding::known;
    }
    const FoundModel found = catalogue_.find_model(model.shown);
    if (alias == aliases_.models.end()) model.standing = found.standing;
    if (found.standing != NameStanding::known) return model;
    model.shown = found.names->name;
    model.facts = found.facts;
    return model;
}

const HardwareProfile* KnownNames::profile_of(const Device& device) const {
    const std::string submitted = tidy_name(device.name);
    const auto alias = aliases_.hardware.find(submitted);
    const std::string& name = alias != aliases_.hardware.end() ? alias->second : submitted;
    const HardwareProfile* named = catalogue_.find_profile(name, device.memory_mb);
    if (named != nullptr || !device.profile) return named;
    return catalogue_.profile_by_id(*device.profile);  // as the document states it
}

KnownNames::DeviceName KnownNames::name_of(const Device& device) const {
    const std::string submitted = tidy_name(device.name);
    const auto alias = aliases_.hardware.find(submitted);
    DeviceName name{.shown = alias != aliases_.hardware.end() ? alias->second : submitted};
    const FoundHardware found = catalogue_.find_hardware(name.shown, device.memory_mb);
    name.standing = alias != aliases_.hardware.end() ? NameStanding::known : found.standing;
    if (found.profile != nullptr) name.shown = found.profile->name;
    return name;
}

ResolvedHardware KnownNames::hardware(const Environment& environment) const {
    DeviceSet submitted = device_set_of(environment);
    NameStanding standing = NameStanding::known;
    DeviceSet shown = device_set_of(environment, [&](const Device& device) {
        const DeviceName name = name_of(device);
        standing = std::max(standing, name.standing);
        return name.shown;
    });
    ResolvedHardware hardware{.submitted = std::move(submitted.name),
                              .submitted_device = std::move(submitted.device),
                              .shown = std::move(shown.name),
                              .count = submitted.count,
                              .standing = standing};
    const auto alias = aliases_.hardware.find(hardware.submitted);
    const bool is_set = hardware.count > 1;  // one device has got its alias above
    if (!is_set || alias == aliases_.hardware.end()) return hardware;
    hardware.shown = alias->second;
    hardware.standing = NameStanding::known;
    return hardware;
}

const KnownNames& built_in_names() {
    return *share_built_in_names();
}

std::shared_ptr<const KnownNames> share_built_in_names() {
    static const auto names = std::make_shared<const KnownNames>(built_in_catalogue());
    return names;
}

}  // namespace lem::domain
