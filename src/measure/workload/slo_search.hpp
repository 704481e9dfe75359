#pragma once
/// The search for the highest load that keeps the latency limits: a pure step, and the loop that
/// has each load tried.

#include "domain/experiment/load.hpp"
#include "domain/result/result.hpp"

#include <functional>

namespace lem::measure {

struct SloVerdict {
    bool met = false;
    /// What is over its limit, or cannot be said ("needs 459 requests"), as sentences.
    std::vector<std::string> reasons = {};
    bool undecided = false;  // a limited percentile has too few requests
};

/// Compares a cycle with the resolved limits; a limited metric that is absent is not met, and
/// `undecided` when nothing else failed. A load at which over 1 % of the requests fail is not met.
SloVerdict judge_slo(const domain::SloLimits& limits, const domain::Cycle& cycle);

struct SloStep {
    std::optional<double> next;               // to be measured now; absent: the search is over
    std::optional<double> highest_met;        // the best so far; absent: none holds
    std::optional<domain::SloSearchEnd> end;  // absent while it goes on
};

/// `points` in the order in which they were measured. First the lowest load, then doubling until
/// one fails or the highest is reached, then bisection at the geometric mean. Where a load fails
/// below one that was met, the lower failure counts: the answer errs towards less load. Loads over
/// concurrency are whole.
SloStep next_step(const domain::SloSearchLoad& search,
                  const std::vector<domain::SloSearchStep>& points);

/// Measures a load, the `place`-th that is tried; nothing when the run ends meanwhile.
using TryLoad = std::function<std::optional<domain::Cycle>(double load, std::size_t place)>;

/// What was tried and found; `load` is absent when no load keeps the limits or the run ended. Each
/// trial's outcome is told as a line.
domain::SloSearchRecord run_slo_search(const domain::SloSearchLoad& search, const TryLoad& try_load,
                                       const std::function<void(const std::string&)>& tell);

}  // namespace lem::measure
