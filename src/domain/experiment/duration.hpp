#pragma once
/// How long a measurement takes, estimated from its configuration. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::domain {

/// Both exclude starts of the engine, which depend on the machine.
struct DurationEstimate {
    double least_s = 0;  // without waits, and with warm-ups that are steady at once
    double most_s = 0;   // with the maximum of every wait, warm-up and search
};

/// `metered`: an energy source measures, so that idle baselines and the prefill phase are run.
DurationEstimate estimate_duration(const Experiment& experiment, bool metered);

}  // namespace lem::domain
