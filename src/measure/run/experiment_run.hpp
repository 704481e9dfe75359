#pragma once
/// Runs one experiment from its configuration to the result folder: preflight, idle baseline,
/// engine, probe, warm-up, cycles, summary, files.

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/variables.hpp"
#include "domain/result/result.hpp"
#include "measure/run/progress.hpp"

#include <atomic>
#include <filesystem>

namespace lem::measure {

struct RunOptions {
    domain::Experiment config;
    std::filesystem::path config_folder;  // base of relative paths
    std::filesystem::path output_folder;
    OnProgress on_progress;
    const std::atomic<bool>& stop;  // set by Ctrl-C
    const Clock& wall_clock;        // for dates, never for durations
    RandomSource& random;
    Variables variables;  // of the environment
};

/// Runs the experiment and returns its result, which is also written to the output folder. When the
/// run is stopped or the engine dies, the result is marked incomplete and holds what was measured.
/// Throws Error when nothing was measured.
domain::Result run_experiment(const RunOptions& options);

}  // namespace lem::measure
