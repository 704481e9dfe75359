#pragma once
/// The description of the model in a result: from the configuration and the model's files, or
/// without files from the server or, as a last resort, from the model's name.

#include "domain/result/result.hpp"
#include "measure/model/model_files.hpp"
#include "measure/model/server_model.hpp"

#include <filesystem>

namespace lem::measure {

/// The path of the model's files: model.path, or else a snapshot in the local cache of the engine's
/// hub. nullopt when there is neither.
std::optional<std::filesystem::path> model_path(const domain::Experiment& config,
                                                const std::filesystem::path& config_folder);

struct DescribedModel {
    domain::ModelRecord record;
    std::optional<domain::ModelShape> shape;  // as the engine loads it
    std::string shape_absent_reason;
    std::optional<domain::FlopsConfidence> confidence;
};

/// `files` and `server`: what the model's files and the server say about it, if anything.
DescribedModel describe_model(const domain::Experiment& config,
                              const std::optional<ModelFiles>& files, const ServerModel& server);

/// SHA-256 of a single file of weights; nullopt for a folder, and for a file so large that reading
/// it would take longer than the measurement.
std::optional<std::string> hash_of_weights(const std::filesystem::path& path);

/// The active parameters that a name such as Qwen3-30B-A3B states; nullopt when it states none, or
/// only the size of one expert (8x7B).
std::optional<double> parameters_in_name(std::string_view name);

}  // namespace lem::measure
