#pragma once
/// The search for the highest load that meets the latency limits: a pure step, and the loop that
/// tries each load.

#include "domain/experiment/load.hpp"
#include "domain/result/result.hpp"

#include <functional>

namespace lem::measure {

struct SloVerdict {
    bool met = false;
    /// What exceeds its limit or is undecided ("needs 459 requests"), as sentences.
    std::vector<std::string> reasons = {};
    bool undecided = false;  // a limited percentile has too few requests
};

/// Compares a cycle with the resolved limits. An absent limited metric does not meet its limit; the
/// verdict is `undecided` when no other metric failed. A load at which over 1 % of the requests
/// fail does not meet the limits.
SloVerdict judge_slo(const domain::SloLimits& limits, const domain::Cycle& cycle);

struct SloStep {
    std::optional<double> next;         // the load to measure next; absent: the search is over
    std::optional<double> highest_met;  // the best so far; absent: none met the limits
    std::optional<domain::SloSearchEnd> end;  // absent while the search continues
};

/// `points` in the order of measurement. Tries the lowest load, doubles until one fails or the
/// highest is reached, then bisects at the geometric mean. When a load fails below one that met the
/// limits, the lower failure counts: the search errs towards less load. Numbers of streams are
/// whole.
SloStep next_step(const domain::SloSearchLoad& search,
                  const std::vector<domain::SloSearchStep>& points);

/// Measures a load, the `place`-th to be tried; nullopt when the run ends meanwhile.
using TryLoad = std::function<std::optional<domain::Cycle>(double load, std::size_t place)>;

/// Returns the tried loads and the result; `load` is absent when no load meets the limits or the
/// run ended. `tell` is called with a line for each trial.
domain::SloSearchRecord run_slo_search(const domain::SloSearchLoad& search, const TryLoad& try_load,
                                       const std::function<void(const std::string&)>& tell);

}  // namespace lem::measure
