#pragma once
/// The metrics over the cycles of a result. Pure.

#include "measure/analysis/cycle.hpp"

#include <span>

namespace lem::measure {

/// Why metrics are absent that rest on something outside the cycles.
struct AbsentReasons {
    std::string energy;
    std::string compute;    // what is missing of the model
    std::string peak;       // of the devices: FLOP/s,
    std::string bandwidth;  // and bytes/s
};

/// Fills in `result.summary` from its cycles; what is absent gets a reason. Rates and ratios are
/// pooled over the cycles: the sum above divided by the sum below. Percentiles are means over the
/// cycles; from five cycles on they are those of the pooled requests (`samples`, one for each
/// cycle), with an interval by the cluster bootstrap.
void summarise(domain::Result& result, std::span<const LatencySamples> samples,
               const AbsentReasons& reasons);

}  // namespace lem::measure
