#pragma once
/// The model of one run: its description from its files, the server or its name, and the
/// computation that follows.

#include "measure/analysis/compute.hpp"
#include "measure/load/endpoint.hpp"
#include "measure/model/model_files.hpp"

#include <filesystem>

namespace lem::measure {

/// Used by the thread of the run.
class RunModel {
public:
    RunModel(const domain::Experiment& config, std::filesystem::path config_folder)
        : config_(config), config_folder_(std::move(config_folder)) {}

    /// Throws Error(bad_request) for files that cannot be read.
    void read_files();
    /// Call it when the engine is ready, because the engine may download the model first. Asks the
    /// server what the files do not state; sets the result's model and the method of its FLOPs.
    void describe(const Endpoint& endpoint, domain::Result& result);

    /// The path of its files, if it has any.
    const std::optional<std::filesystem::path>& path() const { return path_; }
    const ComputeBasis& compute() const { return compute_; }

private:
    const domain::Experiment& config_;
    const std::filesystem::path config_folder_;
    std::optional<std::filesystem::path> path_;
    std::optional<ModelFiles> files_;
    ComputeBasis compute_;
};

}  // namespace lem::measure
