#pragma once
/// One experiment from configuration to result folder: preflight, idle baseline, engine, probe,
/// warm-up, cycles, summary, files.

#include "base/clock.hpp"
#include "base/variables.hpp"
#include "domain/result/result.hpp"

#include <atomic>
#include <filesystem>
#include <functional>

namespace lem::measure {

struct Progress {
    std::string stage;  // cooling, idle, start, probe, warm-up, cycle, cool-down, done
    int cycle = 0;
    int cycles = 0;
    double elapsed_s = 0;
    double remaining_s = 0;  // estimate for the whole run
    std::optional<double> tokens_per_sec;
    std::optional<double> watts;
    std::optional<double> tokens_per_joule;
    std::string message;  // shown once, on a line of its own
};

struct RunOptions {
    domain::Experiment config;
    std::filesystem::path config_folder;  // what relative paths count from
    std::filesystem::path output_folder;
    std::function<void(const Progress&)> on_progress;  // from several threads, one at a time
    const std::atomic<bool>& stop;                     // set by Ctrl-C
    const Clock* wall_clock = nullptr;       // of dates, never of durations; null: the system's
    Variables variables = process_variable;  // of the environment
};

/// The result, which also lies in the output folder. Stopped early or with a dead engine it is
/// marked incomplete and holds what was measured; when nothing was, an Error says why.
domain::Result run_experiment(const RunOptions& options);

}  // namespace lem::measure
