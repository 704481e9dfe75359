#include "measure/published_config.hpp"

#include <filesystem>

namespace lem::measure {

domain::Experiment published_config(domain::Experiment config) {
    const auto name_only = [](std::optional<std::string>& path) {
        if (path) path = std::filesystem::path(*path).filename().string();
    };
    name_only(config.model.path);
    name_only(config.engine.command);
    name_only(config.engine.ca_file);
    name_only(config.workload.file);
    if (auto* trace = std::get_if<domain::TraceLoad>(&config.load))
        trace->file = std::filesystem::path(trace->file).filename().string();
    name_only(config.energy.trace);
    name_only(config.energy.library);
    name_only(config.energy.sysfs_root);
    if (config.engine.base_url) config.engine.base_url = "attached";
    return config;
}

}  // namespace lem::measure
