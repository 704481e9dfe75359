#pragma once
/// Checks whether a cycle's load was as configured. Pure.

#include "domain/experiment/workload.hpp"
#include "measure/analysis/attribution.hpp"
#include "measure/workload/prompts.hpp"

namespace lem::measure {

struct LoadBasis {
    const domain::Load& load;
    const domain::Workload& workload;
    const std::vector<Prompt>& prompts;
    bool warm_up_unsteady = false;
    /// Returns the mean power between two times of the run; nullopt when it is not known.
    EnergyBetween watts;
};

/// Sets the cycle's steadiness, and adds the flags unsteady, warm_up_unsteady, lengths_off (over 5
/// % of the requests), oversaturated (open loops that do not mean to saturate).
void judge_load(domain::Cycle& cycle, const PhaseResult& phase, SteadyWindow window,
                const LoadBasis& basis);

}  // namespace lem::measure
