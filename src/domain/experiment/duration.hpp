#pragma once
/// How long a measurement takes, as far as its configuration says. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::domain {

/// Starts of the engine are in neither: they depend on the machine.
struct DurationEstimate {
    double least_s = 0;  // no wait is needed, and warm-ups are steady at once
    double most_s = 0;   // every wait and warm-up takes its maximum, and a search all its steps
};

/// `metered`: an energy source measures, so that idle baselines and the prefill phase are run.
DurationEstimate estimate_duration(const Experiment& experiment, bool metered);

}  // namespace lem::domain
