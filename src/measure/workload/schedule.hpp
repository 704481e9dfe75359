#pragma once
/// When each request of a phase is due: made before the phase starts, from the configuration and
/// its seed alone, the same on every machine and with every standard library. Pure; thread-safe.

#include "domain/experiment/load.hpp"

#include <span>

namespace lem::measure {

/// Due times in seconds from the phase's start, in order, whole microseconds, below `duration_s`;
/// empty for the closed loop `concurrency`. Every open loop has its first request at 0, so that it
/// is never empty. `cycle` chooses the random numbers, so that each cycle has a draw of its own.
/// `trace_due_s` is the replayed trace's, in order (measure/request_trace.hpp); `slo_search` gives
/// its lowest load's. Throws Error(invalid) for more than ten million requests.
std::vector<double> arrivals_s(const domain::Load& load, std::int64_t seed, int cycle,
                               double duration_s, std::span<const double> trace_due_s = {});

/// A search's load at one value: that many streams, or Poisson arrivals at that rate.
domain::Load load_at(const domain::SloSearchLoad& search, double value);

}  // namespace lem::measure
