#pragma once
/// `lem experiment` without a configuration file: measures an address, a GGUF file or a model
/// folder. Recognises what the positional argument names, and writes the configuration for it.

#include "schema/json.hpp"

#include <filesystem>

namespace lem::cli {

struct Target {
    enum class Kind { config_file, endpoint, gguf, model_folder };
    Kind kind = Kind::config_file;
    std::string place;  // a URL with its scheme, or an absolute path; a config_file as it was typed
};

/// An argument that exists on this machine is a path; otherwise URL, HOST:PORT, or the name of a
/// configuration file. Throws Error(bad_request), which says what to do, for a model folder that is
/// incomplete, a missing model file, and the name of a model on a hub.
Target recognise_target(const std::string& argument);

/// The configuration for an endpoint, a file or a folder: preset standard, four streams. `settings`
/// are those of `--set`; they are applied, and may choose the model and how the endpoint is asked.
/// Asks an endpoint for its models unless model.name is set. Throws Error(bad_request) when it has
/// several models or does not list them, Error(unavailable) when it cannot be reached or when no
/// engine for the model is installed.
schema::json write_config(const Target& target, const std::vector<std::string>& settings);

}  // namespace lem::cli
