#pragma once
/// Reads a study file and plans its points (domain/experiment/study_plan.hpp).

#include "domain/experiment/study_plan.hpp"

#include <filesystem>

namespace lem::cli {

struct StudyFile {
    domain::StudyPlan plan;
    std::vector<std::string> notes;       // FILE:LINE:COLUMN: what was derived or left out
    std::filesystem::path config_folder;  // base of the experiment's relative paths
};

/// Does the file have the field `study`? False for a file that cannot be read.
bool is_study(const std::filesystem::path& file);

/// `settings` are set in the experiment of every point. Throws Error when the file is wrong, or
/// when none of its points can be measured.
StudyFile read_study(const std::filesystem::path& file, const std::vector<std::string>& settings);

}  // namespace lem::cli
