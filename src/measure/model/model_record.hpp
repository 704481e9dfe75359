#pragma once
/// What a result says of the model that ran: from the configuration, from the model's files, and
/// where there are none at hand from the server or, at worst, from the model's name.

#include "domain/result/result.hpp"
#include "measure/model/model_files.hpp"
#include "measure/model/server_model.hpp"

#include <filesystem>

namespace lem::measure {

/// Where the model's files lie: model.path, else a snapshot that the engine's hub keeps on this
/// machine. Nothing when there are none.
std::optional<std::filesystem::path> model_path(const domain::Experiment& config,
                                                const std::filesystem::path& config_folder);

struct DescribedModel {
    domain::ModelRecord record;
    std::optional<domain::ModelShape> shape;  // as the engine loads it
    std::string shape_absent_reason;
    std::optional<domain::FlopsConfidence> confidence;
};

/// `files` and `server` are what they say, where there are any.
DescribedModel describe_model(const domain::Experiment& config,
                              const std::optional<ModelFiles>& files, const ServerModel& server);

/// SHA-256 of a single file of weights; nothing for a folder, and for a file so large that reading
/// it would take longer than the measurement.
std::optional<std::string> hash_of_weights(const std::filesystem::path& path);

/// Weights that a name such as Qwen3-30B-A3B says one token uses; nothing where it says none, or
/// only the size of one expert (8x7B).
std::optional<double> parameters_in_name(std::string_view name);

}  // namespace lem::measure
