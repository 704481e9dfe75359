#pragma once
/// The value of an energy counter at a time between its readings. Pure.

#include "measure/energy/window_energy.hpp"

namespace lem::measure {

/// A reading that took longer than this is too uncertain in time to be used.
inline constexpr double slow_read_ms = 50;

/// A counter reports energy when it moves, up to one of its periods late: a reading is the true
/// energy at some time between the previous reading (or one period ago, whichever is later) and
/// itself. From each nearby reading, the energy at `t_ms` is bounded by the minimum and maximum
/// power in between. These come from the power readings and the counter's own slope, with a margin
/// of half their range and 10 %; without readings of instant power they are 0 and twice the
/// steepest slope. All bounds are intersected. Within them the estimate follows the sampled power
/// from the move with the tightest bounds; its error is the distance to the farther bound. Nearby
/// readings reach two moves of the counter to either side, so that the estimate depends on the time
/// alone and energies of adjoining windows add up. Returns nullopt without a reading of the counter
/// on each side, or when it did not move nearby: then the energy is unknown, which is not the same
/// as zero.
std::optional<EnergyEstimate> counter_at(const std::vector<Sample>& samples, std::size_t device,
                                         double t_ms, const CounterTraits& traits);

/// True when the counter decreased in the window, or in the readings beside it that determine its
/// edges.
bool counter_was_reset(const std::vector<Sample>& samples, std::size_t device, double start_ms,
                       double end_ms);

/// The longest time between two moves of a counter, from readings a few milliseconds apart; nullopt
/// without readings, or when it moved less than twice.
std::optional<double> counter_period_of(const std::vector<Sample>& samples, std::size_t device);

}  // namespace lem::measure
