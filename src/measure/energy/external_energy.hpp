#pragma once
/// Energy from a wall meter that recorded during the run with its own clock. Pure.

#include "domain/result/result.hpp"
#include "measure/analysis/window.hpp"
#include "measure/energy/window_energy.hpp"
#include "platform/power/trace_file.hpp"

namespace lem::measure {

/// One moment on the run's monotonic clock and on the machine's wall clock.
struct ClockAnchor {
    double run_ms = 0;
    std::int64_t wall_ms = 0;
};

/// Was the wall clock set between two moments? True when it moved by more than half a second and by
/// more than the 500 parts in a million by which a time service may slew it.
bool clock_stepped(const ClockAnchor& before, const ClockAnchor& after);

/// The record on the run's clock, mapped linearly through two anchors at the run's ends.
/// `clock_offset_s`: how far the meter's clock is ahead of the machine's.
std::vector<Sample> wall_samples(const std::vector<power::TraceLine>& record,
                                 const ClockAnchor& first, const ClockAnchor& last,
                                 double clock_offset_s);

struct IdleWindows {
    std::optional<SteadyWindow> cold, loaded;
};

/// Adds the meter's devices, the idle baseline and the energy of every cycle to a result.
/// `stepped`: the wall clock was set after the last cycle. If it was set at any time, the record
/// cannot be aligned with the run, and every window gets the reason clock_step.
void add_external_energy(domain::Result& result, const std::vector<Sample>& samples,
                         const IdleWindows& idle, bool stepped);

}  // namespace lem::measure
