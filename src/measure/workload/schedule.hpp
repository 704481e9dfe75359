#pragma once
/// The due times of a phase's requests, computed before the phase starts from the configuration and
/// its seed only: the same on every machine and with every standard library. Pure; thread-safe.

#include "domain/experiment/load.hpp"

#include <span>

namespace lem::measure {

/// Due times in seconds from the phase's start, in order, in whole microseconds, below
/// `duration_s`; empty for the closed loop `concurrency`. The first request of an open loop is due
/// at 0, so that no phase is empty. `cycle` selects the random stream. A trace passes its due times
/// in `trace_due_s`, in order (request_trace.hpp). `slo_search` has the due times of its lowest
/// load. Throws Error(invalid) for more than ten million requests.
std::vector<double> arrivals_s(const domain::Load& load, std::int64_t seed, int cycle,
                               double duration_s, std::span<const double> trace_due_s = {});

/// The load of a search at one value: this many streams, or Poisson arrivals at this rate.
domain::Load load_at(const domain::SloSearchLoad& search, double value);

}  // namespace lem::measure
