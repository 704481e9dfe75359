#pragma once
/// Reads an experiment file (YAML or JSON) with `--set key=value` on top. Errors are one Error
/// whose violations are lines of FILE:LINE:COLUMN.

#include "domain/experiment.hpp"

#include <filesystem>

namespace lem::cli {

domain::Experiment read_experiment(const std::filesystem::path& file,
                                   const std::vector<std::string>& settings);

}  // namespace lem::cli
