#pragma once
/// Reads an experiment file (YAML or JSON) with `--set key=value` on top. The file may be in a
/// format of another program (interchange/formats.hpp). Errors are one Error whose violations are
/// lines of FILE:LINE:COLUMN.

#include "domain/experiment/experiment.hpp"
#include "platform/yaml/yaml.hpp"

#include <filesystem>

namespace lem::cli {

struct ExperimentFile {
    schema::json document;  // as written, with the settings applied
    domain::Experiment experiment;
    std::string_view translated_from;  // the program whose format it is; empty for lem's own
    std::vector<std::string> notes;    // FILE:LINE:COLUMN: what was derived or left out
};
/// Returns an experiment without contradictions (domain/experiment/contradictions.hpp).
ExperimentFile read_experiment(const std::filesystem::path& file,
                               const std::vector<std::string>& settings);
/// Reads a document that is not in a file; messages show `name` as the file.
ExperimentFile read_experiment(yaml::Document document, const std::string& name,
                               const std::vector<std::string>& settings);

/// The file's document, merged over the file that it names with `_extends`, with the place of every
/// node. An inherited node has the place of `_extends`. Throws Error(invalid, bad_request).
yaml::Document read_document(const std::filesystem::path& file);
/// Sets each `KEY=VALUE` in the document. Throws Error(bad_request).
void apply_settings(const std::vector<std::string>& settings, schema::json& document);

}  // namespace lem::cli
