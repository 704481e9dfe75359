#pragma once
/// Reads a study file: the study itself, and every point of its grid.

#include "measure/run/study_run.hpp"

namespace lem::cli {

struct StudyFile {
    domain::Study study;
    std::vector<measure::StudyPoint> points;  // each once
    std::vector<std::string> invalid;         // points that cannot be measured, with the reason
    std::vector<std::string> equivalent;      // points that are another one under other words
    std::vector<std::string> notes;           // what a translation derived or left out, each once
    /// More than half of the grid is left out, so the grid may be wrong.
    bool mostly_invalid() const { return invalid.size() > points.size() + equivalent.size(); }

    std::filesystem::path config_folder;  // what relative paths of the experiment count from
};

/// Does the file have the field `study`? False for what cannot be read.
bool is_study(const std::filesystem::path& file);

/// `settings` go to the experiment of every point. Throws Error when the file is wrong, or when no
/// point can be measured.
StudyFile read_study(const std::filesystem::path& file, const std::vector<std::string>& settings);

}  // namespace lem::cli
