#include "domain/catalogue/catalogue.hpp"

#include "domain/catalogue/name_key.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

/// Drivers leave out what they reserve, and count 2^30 bytes where makers say GB.
constexpr double memory_least = 0.9, memory_most = 1.1;

bool has_size(double memory_gb, double memory_mb) {
    const double share = memory_mb / 1000 / memory_gb;
    return share >= memory_least && share <= memory_most;
}

/// Whether the device may have this much memory.
bool has_memory(const HardwareProfile& profile, double memory_mb) {
    return !profile.memory_gb || has_size(*profile.memory_gb, memory_mb) ||
           std::ranges::any_of(profile.memory_options_gb,
                               [&](double option) { return has_size(option, memory_mb); });
}

bool is_of_vendor(const HardwareProfile& profile, const std::string& vendor) {
    const std::string own = device_key(profile.name).vendor;
    return vendor.empty() || own.empty() || own == vendor;
}

/// Pairs of neighbouring characters that both have, of those that either has.
double similarity(std::string_view a, std::string_view b) {
    if (a.size() < 2 || b.size() < 2) return 0;
    std::size_t common = 0;
    for (std::size_t i = 0; i + 1 < a.size(); ++i)
        common += b.find(a.substr(i, 2)) != std::string_view::npos ? 1 : 0;
    return 2 * static_cast<double>(common) / static_cast<double>(a.size() + b.size() - 2);
}

std::string pointer_to(const std::string& parent, std::string_view list, std::size_t index) {
    return parent + "/" + std::string(list) + "/" + std::to_string(index);
}

}  // namespace

Violations Catalogue::add(CatalogueFile more) {
    leave_out_replaced(more);
    const std::size_t devices = hardware_.size(), models = models_.size();
    hardware_.insert(hardware_.end(), std::make_move_iterator(more.hardware.begin()),
                     std::make_move_iterator(more.hardware.end()));
    models_.insert(models_.end(), std::make_move_iterator(more.models.begin()),
                   std::make_move_iterator(more.models.end()));
    hardware_index_.clear();
    model_index_.clear();
    Violations found;
    // Those that were there come first, so that a conflict is one of the new entry.
    for (std::size_t i = 0; i < hardware_.size(); ++i)
        index_hardware(i, pointer_to("", "hardware", i < devices ? i : i - devices), found);
    for (std::size_t i = 0; i < models_.size(); ++i)
        index_model(i, pointer_to("", "models", i < models ? i : i - models), found);
    return found;
}

void Catalogue::leave_out_replaced(const CatalogueFile& more) {
    std::erase_if(hardware_, [&](const HardwareProfile& old) {
        return std::ranges::find(more.hardware, old.id, &HardwareProfile::id) !=
               more.hardware.end();
    });
    const auto is_replaced = [&](const ModelNames& old) {
        return std::ranges::any_of(more.models, [&](const ModelFacts& model) {
            return std::ranges::find(model.names, old.name, &ModelNames::name) != model.names.end();
        });
    };
    for (ModelFacts& model : models_)
        std::erase_if(model.names, is_replaced);
    std::erase_if(models_, [](const ModelFacts& model) { return model.names.empty(); });
}

void Catalogue::claim(Index& index, const std::string& key, Claim claim, const std::string& pointer,
                      Violations& found) const {
    if (key.empty()) {
        found.push_back({pointer, "is not a name that can be looked up"});
        return;
    }
    std::vector<Claim>& claims = index[key];
    for (const Claim& other : claims) {
        if (other.entry == claim.entry && other.model == claim.model) return;
        if (other.shared && claim.shared) continue;
        found.push_back({pointer, "is a name of " + name_of(index, other) +
                                      " too; where both have it, it belongs in the shared_names "
                                      "of both"});
        return;
    }
    claims.push_back(claim);
}

void Catalogue::index_hardware(std::size_t entry, const std::string& pointer, Violations& found) {
    const HardwareProfile& profile = hardware_[entry];
    const auto same_id = std::ranges::find(hardware_, profile.id, &HardwareProfile::id);
    if (same_id != hardware_.begin() + static_cast<std::ptrdiff_t>(entry))
        found.push_back({pointer + "/id", "is the id of " + same_id->name + " too"});
    claim(hardware_index_, device_key(profile.name).text, {.entry = entry}, pointer + "/name",
          found);
    const auto add_all = [&](const std::vector<std::string>& names, std::string_view list,
                             bool shared) {
        for (std::size_t i = 0; i < names.size(); ++i)
            claim(hardware_index_, device_key(names[i]).text, {.entry = entry, .shared = shared},
                  pointer_to(pointer, list, i), found);
    };
    add_all(profile.driver_names, "driver_names", false);
    add_all(profile.aliases, "aliases", false);
    add_all(profile.shared_names, "shared_names", true);
}

void Catalogue::index_model(std::size_t entry, const std::string& pointer, Violations& found) {
    const std::vector<ModelNames>& all = models_[entry].names;
    if (all.empty()) found.push_back({pointer + "/names", "must not be empty"});
    const auto key_of = [](const std::string& name) {
        const std::vector<std::string> keys = model_keys(name);
        return keys.empty() ? std::string() : keys.front();
    };
    for (std::size_t m = 0; m < all.size(); ++m) {
        const std::string of_model = pointer_to(pointer, "names", m);
        const auto add_one = [&](const std::string& key, const std::string& at, bool shared) {
            claim(model_index_, key, {.entry = entry, .model = m, .shared = shared}, at, found);
        };
        add_one(key_of(all[m].name), of_model + "/name", false);
        const std::string prefixed = key_with_organisation(all[m].name);
        if (!prefixed.empty()) add_one(prefixed, of_model + "/name", false);
        for (std::size_t i = 0; i < all[m].aliases.size(); ++i)
            add_one(key_of(all[m].aliases[i]), pointer_to(of_model, "aliases", i), false);
        for (std::size_t i = 0; i < all[m].shared_names.size(); ++i)
            add_one(key_of(all[m].shared_names[i]), pointer_to(of_model, "shared_names", i), true);
    }
}

FoundHardware Catalogue::find_hardware(std::string_view name,
                                       std::optional<double> memory_mb) const {
    const DeviceKey key = device_key(name);
    const auto at = hardware_index_.find(key.text);
    if (key.text.empty() || at == hardware_index_.end()) return {};
    const bool several = at->second.size() > 1;
    std::vector<const HardwareProfile*> fitting;
    for (const Claim& claim : at->second) {
        const HardwareProfile& profile = hardware_[claim.entry];
        if (!is_of_vendor(profile, key.vendor)) continue;
        // A driver may report any part of unified memory, so its size only chooses.
        const bool compared = memory_mb && (several || !profile.unified_memory);
        if (!compared || has_memory(profile, *memory_mb)) fitting.push_back(&profile);
    }
    if (fitting.size() == 1) return {NameStanding::known, fitting.front()};
    return {several ? NameStanding::ambiguous : NameStanding::unknown, nullptr};
}

const HardwareProfile* Catalogue::find_profile(std::string_view name,
                                               std::optional<double> memory_mb) const {
    return find_hardware(name, memory_mb).profile;
}

const HardwareProfile* Catalogue::profile_by_id(std::string_view id) const {
    const auto found = std::ranges::find(hardware_, id, &HardwareProfile::id);
    return found != hardware_.end() ? &*found : nullptr;
}

FoundModel Catalogue::find_model(std::string_view name) const {
    for (const std::string& key : model_keys(name)) {
        const auto at = model_index_.find(key);
        if (at == model_index_.end()) continue;
        if (at->second.size() > 1) return {.standing = NameStanding::ambiguous};
        const Claim& claim = at->second.front();
        const ModelFacts& facts = models_[claim.entry];
        return {NameStanding::known, &facts, &facts.names[claim.model]};
    }
    return {};
}

std::string Catalogue::name_of(const Index& index, const Claim& claim) const {
    return &index == &hardware_index_ ? hardware_[claim.entry].name
                                      : models_[claim.entry].names[claim.model].name;
}

std::vector<std::string> Catalogue::similar(const Index& index, const std::string& key,
                                            std::size_t count) const {
    constexpr double least = 0.4;
    std::map<std::string, double> best;  // by shown name
    for (const auto& [known, claims] : index) {
        // Of what is equal, each has the name: it is ambiguous.
        const double alike = known == key ? 2 : similarity(known, key);
        if (alike < least) continue;
        for (const Claim& claim : claims) {
            double& score = best[name_of(index, claim)];
            score = std::max(score, alike);
        }
    }
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [name, score] : best)
        ranked.emplace_back(-score, name);
    std::ranges::sort(ranked);
    std::vector<std::string> names;
    for (const auto& [score, name] : ranked) {
        if (names.size() == count) break;
        names.push_back(name);
    }
    return names;
}

std::vector<std::string> Catalogue::similar_hardware(std::string_view name,
                                                     std::size_t count) const {
    return similar(hardware_index_, device_key(name).text, count);
}

std::vector<std::string> Catalogue::similar_models(std::string_view name, std::size_t count) const {
    const std::vector<std::string> keys = model_keys(name);
    return keys.empty() ? std::vector<std::string>() : similar(model_index_, keys.front(), count);
}

}  // namespace lem::domain
