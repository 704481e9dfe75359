#include "measure/run/published_config.hpp"

#include <filesystem>

namespace lem::measure {

std::string without_folders(const std::string& text) {
    // A path, or NAME=PATH.
    const std::size_t equals = text.find("=/");
    const std::size_t path = text.starts_with('/')         ? 0
                             : equals == std::string::npos ? equals
                                                           : equals + 1;
    if (path == std::string::npos) return text;
    return text.substr(0, path) + std::filesystem::path(text.substr(path)).filename().string();
}

domain::Experiment published_config(domain::Experiment config) {
    const auto name_only = [](std::optional<std::string>& path) {
        if (path) path = std::filesystem::path(*path).filename().string();
    };
    name_only(config.model.path);
    // Where a program lies is of no use elsewhere; what ran is in the result's engine block.
    if (config.engine.command && config.engine.command->find('/') != std::string::npos)
        config.engine.command.reset();
    name_only(config.engine.ca_file);
    name_only(config.workload.file);
    if (auto* trace = std::get_if<domain::TraceLoad>(&config.load))
        trace->file = std::filesystem::path(trace->file).filename().string();
    name_only(config.energy.trace);
    name_only(config.energy.library);
    name_only(config.energy.sysfs_root);
    // The devices themselves stand in the result, with a salted hash.
    if (config.energy.devices) {
        for (schema::Scalar& device : *config.energy.devices) {
            auto* text = std::get_if<std::string>(&device);
            if (text != nullptr && text->find_first_not_of("0123456789") != std::string::npos)
                *text = "uuid";
        }
    }
    for (auto& [name, value] : config.engine.options) {
        if (auto* text = std::get_if<std::string>(&value)) *text = without_folders(*text);
    }
    if (config.engine.base_url) config.engine.base_url = "attached";
    return config;
}

}  // namespace lem::measure
