#pragma once
/// Reads an experiment file (YAML or JSON) with `--set key=value` on top; a file of llenergymeasure
/// is translated. Errors are one Error whose violations are lines of FILE:LINE:COLUMN.

#include "domain/experiment/experiment.hpp"
#include "platform/yaml/yaml.hpp"

#include <filesystem>

namespace lem::cli {

struct ExperimentFile {
    domain::Experiment experiment;
    std::vector<std::string> notes;  // FILE:LINE:COLUMN: what a translation derived or left out
};
ExperimentFile read_experiment(const std::filesystem::path& file,
                               const std::vector<std::string>& settings);

struct ReadExperiment {
    domain::Experiment experiment;
    Violations notes;  // of its translation, with pointers into the document
};
/// The experiment that a document describes, with its presets and shapes.
tl::expected<ReadExperiment, Violations> to_experiment(const schema::json& document);
/// The document, merged over the file that it names with `_extends`, with the place of every
/// node: what it inherits is placed at `_extends`. Throws Error(invalid, bad_request).
yaml::Document read_document(const std::filesystem::path& file);
/// Each `KEY=VALUE` into the document. Throws Error(bad_request).
void apply_settings(const std::vector<std::string>& settings, schema::json& document);

}  // namespace lem::cli
