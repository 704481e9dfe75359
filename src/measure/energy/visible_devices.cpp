#include "measure/energy/visible_devices.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::measure {
namespace {

using Devices = std::vector<power::DeviceInfo>;
/// What the runtime numbers from 0, as positions in the source's list. A board of two dies has two.
using Ordinals = std::vector<std::size_t>;

/// What an empty list means.
enum class Empty { hides_all, hides_none };

std::optional<std::size_t> to_ordinal(std::string_view entry) {
    const bool digits = !entry.empty() && entry.size() < 10 &&
                        entry.find_first_not_of("0123456789") == std::string_view::npos;
    return digits ? std::optional(static_cast<std::size_t>(*text::to_int(entry))) : std::nullopt;
}

/// AMD's kernel driver gives a UUID without the "GPU-" that the runtime puts before it.
bool begins(const power::DeviceInfo& device, std::string_view wanted) {
    const std::string uuid = text::lower(device.uuid.value_or("")), start = text::lower(wanted);
    if (uuid.empty() || !start.starts_with("gpu-") || start.size() == 4) return false;
    return uuid.starts_with(start) || uuid.starts_with(start.substr(4));
}

class Resolver {
public:
    Resolver(const Devices& devices, const Variables& variables)
        : devices_(devices), variables_(variables) {
        for (std::size_t i = 0; i < devices.size(); ++i)
            seen_.insert(seen_.end(), static_cast<std::size_t>(devices[i].dies), i);
    }

    /// Returns whether the variable limits the devices.
    bool limit(const std::string& name, Empty empty) {
        const auto value = variables_(name);
        if (!value || (empty == Empty::hides_none && text::trim(*value).empty())) return false;
        found_.variables += (found_.variables.empty() ? "" : ", ") + name;
        Ordinals kept;
        for (const std::string_view entry : text::split(*value, ',')) {
            const auto device = meant_by(name, text::trim(entry));
            if (!device) break;
            kept.push_back(*device);
        }
        seen_ = std::move(kept);
        return true;
    }

    /// A container's own list; its words mean something else than none.
    void limit_container(const std::string& name) {
        const std::string value = text::lower(text::trim(variables_(name).value_or("all")));
        if (value == "all") return;
        if (value.empty() || value == "void") {
            found_.variables = name;
            seen_.clear();
            return;
        }
        limit(name, Empty::hides_all);
    }

    /// Level Zero's list: "DEVICE" or "DEVICE.TILE".
    void limit_affinity(const std::string& name) {
        const std::string value = variables_(name).value_or("");
        if (text::trim(value).empty()) return;
        found_.variables = name;
        Ordinals kept;
        for (const std::string_view entry : text::split(value, ',')) {
            const auto device = to_ordinal(text::split(text::trim(entry), '.').front());
            if (device && *device < seen_.size()) kept.push_back(seen_[*device]);
        }
        seen_ = std::move(kept);
    }

    /// CUDA numbers GPUs by bus, as the driver's library does, only if it is told to or the GPUs
    /// are alike.
    void require_bus_order() {
        const bool alike = std::ranges::all_of(devices_, [&](const power::DeviceInfo& device) {
            return device.name == devices_.front().name;
        });
        const std::set<std::size_t> chosen(seen_.begin(), seen_.end());
        const bool some = !chosen.empty() && chosen.size() < devices_.size();
        if (!by_number_ || alike || !some || found_.problem ||
            variables_("CUDA_DEVICE_ORDER") == "PCI_BUS_ID")
            return;
        found_.problem = found_.variables +
                         " names GPUs of different kinds by number, which CUDA counts by speed: "
                         "set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name UUIDs";
    }

    VisibleDevices conclude() {
        if (!found_.problem && !found_.variables.empty())
            found_.devices = std::set(seen_.begin(), seen_.end());
        return std::move(found_);
    }

private:
    /// nullopt: no device; later entries are ignored.
    std::optional<std::size_t> meant_by(const std::string& name, std::string_view entry) {
        if (const auto ordinal = to_ordinal(entry)) {
            by_number_ = true;
            return *ordinal < seen_.size() ? std::optional(seen_[*ordinal]) : std::nullopt;
        }
        if (text::lower(entry).starts_with("mig-"))
            found_.problem = name + " names a MIG instance, whose energy no driver reports";
        std::optional<std::size_t> meant;
        for (const std::size_t device : seen_) {
            if (!begins(devices_[device], entry) || meant == device) continue;
            if (meant) return std::nullopt;  // several match
            meant = device;
        }
        return meant;
    }

    const Devices& devices_;
    const Variables& variables_;
    Ordinals seen_;
    VisibleDevices found_;
    bool by_number_ = false;
};

}  // namespace

VisibleDevices visible_devices(const std::string& source, const Devices& devices,
                               const Variables& variables) {
    Resolver resolver(devices, variables);
    if (source == "nvml") {
        resolver.limit_container("NVIDIA_VISIBLE_DEVICES");
        resolver.limit("CUDA_VISIBLE_DEVICES", Empty::hides_all);
        resolver.require_bus_order();
    } else if (source == "amdsmi" || source == "amdgpu") {
        resolver.limit("ROCR_VISIBLE_DEVICES", Empty::hides_all);
        if (!resolver.limit("HIP_VISIBLE_DEVICES", Empty::hides_none) &&
            !resolver.limit("CUDA_VISIBLE_DEVICES", Empty::hides_none))
            resolver.limit("GPU_DEVICE_ORDINAL", Empty::hides_none);
    } else if (source == "xe" || source == "i915") {
        resolver.limit_affinity("ZE_AFFINITY_MASK");
    }
    return resolver.conclude();
}

}  // namespace lem::measure
