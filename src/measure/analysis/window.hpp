#pragma once
/// The steady part of a phase, over which every rate is computed.

namespace lem::measure {

/// Milliseconds of the run's clock.
struct SteadyWindow {
    double start_ms = 0;
    double end_ms = 0;
    bool steady = true;  // false: not every stream had its first token before the end
};

}  // namespace lem::measure
