#pragma once
/// The value of an energy counter at a time between its readings. Pure.

#include "measure/energy/window_energy.hpp"

namespace lem::measure {

/// A reading that took longer than this says too little about when it was taken.
inline constexpr double slow_read_ms = 50;

/// A counter reports energy when it moves, up to one of its periods late: a reading is the true
/// energy at some time between the reading before (or one period ago, whichever is later) and its
/// own. From each reading nearby, the energy at `t_ms` is bounded by the least and the most power
/// there, which the power readings and the counter's own slope give, with a margin of half their
/// range and 10 %; without readings of instant power by 0 and twice the steepest slope. The bounds
/// of all are intersected. Between them the answer follows the sampled power from the move that
/// bounds best; its error is the farther bound's distance. The readings nearby reach two moves of
/// the counter to either side, so that the answer depends on the time alone, and energies of
/// adjoining windows add up. nullopt without a reading of the counter on each side, or when it did
/// not move nearby: then the energy is unknown, which is not the same as zero.
std::optional<EnergyEstimate> counter_at(const std::vector<Sample>& samples, std::size_t device,
                                         double t_ms, const CounterTraits& traits);

/// True when it decreased in the window, or in the readings beside it that give its edges.
bool counter_was_reset(const std::vector<Sample>& samples, std::size_t device, double start_ms,
                       double end_ms);

/// The longest time between two moves of a counter, from readings a few milliseconds apart; nullopt
/// when there are none, or when it moved less than twice in them.
std::optional<double> counter_period_of(const std::vector<Sample>& samples, std::size_t device);

}  // namespace lem::measure
