#pragma once
/// Runs the points of a study one after another and keeps a journal, so that an interrupted study
/// resumes with the points that are not finished.

#include "domain/experiment/study_plan.hpp"
#include "measure/run/experiment_run.hpp"

namespace lem::measure {

/// How one turn ended.
struct PointOutcome {
    std::string label;
    int repeat = 1;
    std::filesystem::path folder;
    bool finished_before = false;          // by an earlier run of the study
    std::optional<domain::Result> result;  // when it was finished
    std::optional<std::string> failure;    // when it was not
};

struct StudyOptions {
    domain::Study study;
    std::vector<domain::StudyPoint> points;
    std::filesystem::path config_folder;
    std::filesystem::path output_folder;
    /// Before each turn, with its position, from 1, and for the progress of the turn itself.
    std::function<void(const domain::Turn&, std::size_t place, std::size_t all)> on_turn;
    OnProgress on_progress;
    const std::atomic<bool>& stop;
    const Clock& wall_clock;
    RandomSource& random;
    Variables variables;  // of the environment
};

struct StudyOutcome {
    std::vector<PointOutcome> turns;         // in order, until the run ended
    std::optional<std::string> ended_early;  // why some turns did not run
};

/// `study.jsonl` in the output folder names each finished turn; a line counts once it is on disk.
/// The folder of an unfinished turn is moved aside, never deleted. Throws
/// Error(conflict) when the folder contains a study with other points.
StudyOutcome run_study(const StudyOptions& options);

}  // namespace lem::measure
