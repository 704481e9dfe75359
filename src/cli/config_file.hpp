#pragma once
/// Reads an experiment file (YAML or JSON) with `--set key=value` on top. Errors are one Error
/// whose violations are lines of FILE:LINE:COLUMN.

#include "domain/experiment.hpp"
#include "platform/yaml/yaml.hpp"

#include <filesystem>

namespace lem::cli {

domain::Experiment read_experiment(const std::filesystem::path& file,
                                   const std::vector<std::string>& settings);

/// The experiment that a document describes, with its presets and shapes.
tl::expected<domain::Experiment, Violations> to_experiment(const schema::json& document);
/// The document as it stands, with the place of every node. Throws Error(invalid, bad_request).
yaml::Document read_document(const std::filesystem::path& file);
/// Each `KEY=VALUE` into the document. Throws Error(bad_request).
void apply_settings(const std::vector<std::string>& settings, schema::json& document);

}  // namespace lem::cli
