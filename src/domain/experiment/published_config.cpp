#include "domain/experiment/published_config.hpp"

#include "base/text.hpp"

namespace lem::domain {

std::string without_folders(const std::string& word) {
    const std::size_t equals = word.find("=/");
    const std::size_t path = word.starts_with('/')         ? 0
                             : equals == std::string::npos ? equals
                                                           : equals + 1;
    if (path == std::string::npos) return word;
    return word.substr(0, path) + std::string(text::file_name(std::string_view(word).substr(path)));
}

Experiment published_config(Experiment config) {
    const auto name_only = [](std::optional<std::string>& path) {
        if (path) path = std::string(text::file_name(*path));
    };
    name_only(config.model.path);
    // A program's path is useless elsewhere; the result's engine block says what ran.
    if (config.engine.command && config.engine.command->find('/') != std::string::npos)
        config.engine.command.reset();
    name_only(config.engine.ca_file);
    name_only(config.workload.file);
    if (auto* trace = std::get_if<TraceLoad>(&config.load))
        trace->file = std::string(text::file_name(trace->file));
    name_only(config.energy.trace);
    name_only(config.energy.library);
    name_only(config.energy.sysfs_root);
    // The result lists the devices themselves, with a salted hash.
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

}  // namespace lem::domain
