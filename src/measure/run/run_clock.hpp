#pragma once
/// The two clocks of one run: the monotonic clock gives every duration and time stamp, the wall
/// clock gives the dates. `now_ms` may be called by any thread, the rest by the run's.

#include "base/clock.hpp"
#include "measure/energy/external_energy.hpp"

#include <string>
#include <vector>

namespace lem::measure {

class RunClock {
public:
    /// Starts the run's clock now.
    explicit RunClock(const Clock& wall);

    /// Monotonic time since the run's start.
    double now_ms() const { return static_cast<double>(monotonic_ns() - origin_ns_) / 1e6; }
    std::int64_t origin_ns() const { return origin_ns_; }
    std::int64_t started_at_ms() const { return started_at_ms_; }
    /// The date of a time of the run, computed from the run's start, so that setting the wall clock
    /// during the run changes no date.
    std::string date_at(double run_ms) const;

    /// Compares both clocks. True when the wall clock was set since the last call.
    bool was_set();
    const ClockAnchor& first_anchor() const { return anchors_.front(); }
    const ClockAnchor& last_anchor() const { return anchors_.back(); }

private:
    const Clock& wall_;
    const std::int64_t origin_ns_;
    const std::int64_t started_at_ms_;
    std::vector<ClockAnchor> anchors_;  // the run's start, and each time they were compared
};

}  // namespace lem::measure
