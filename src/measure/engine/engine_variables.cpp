#include "measure/engine/engine_variables.hpp"

#include "domain/experiment/engine_spec.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::measure {
namespace {

constexpr std::string_view nvidia_devices = "NVIDIA_VISIBLE_DEVICES";

/// The NVIDIA GPUs passed into a container: "all", or a list of numbers and UUIDs (Container Device
/// Interface); nullopt when container_devices has neither.
std::optional<std::string> nvidia_devices_of(const domain::EngineConfig& config) {
    constexpr std::string_view kind = "nvidia.com/gpu=";
    std::string list;
    for (const std::string& device : config.container_devices) {
        if (device == "nvidia") return "all";
        if (device.starts_with(kind))
            list += (list.empty() ? "" : ",") + device.substr(kind.size());
    }
    return list.empty() ? std::nullopt : std::optional(list);
}

std::optional<std::string> in_container(const domain::EngineConfig& config, const Variables& own,
                                        const std::string& name) {
    if (name == nvidia_devices) {
        if (const auto devices = nvidia_devices_of(config)) return devices;
    }
    const bool passed = std::ranges::find(config.env, name) != config.env.end();
    return passed ? own(name) : std::nullopt;
}

}  // namespace

std::optional<Variables> engine_variables(const domain::EngineConfig& config,
                                          const Variables& own) {
    if (config.base_url) return std::nullopt;
    return [config, own, options = domain::engine_spec(config.name).settings_are_environment](
               const std::string& name) {
        const auto option = config.options.find(name);
        if (options && option != config.options.end())
            return std::optional(schema::plain_text(option->second));
        if (config.image) return in_container(config, own, name);
        return name == nvidia_devices ? std::nullopt : own(name);
    };
}

}  // namespace lem::measure
