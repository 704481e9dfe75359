#include "measure/run/run_clock.hpp"

#include "base/text.hpp"

namespace lem::measure {

RunClock::RunClock(const Clock& wall)
    : wall_(wall),
      origin_ns_(monotonic_ns()),
      started_at_ms_(wall.now_ms()),
      anchors_{{.run_ms = now_ms(), .wall_ms = started_at_ms_}} {}

std::string RunClock::date_at(double run_ms) const {
    return text::rfc3339(started_at_ms_ + static_cast<std::int64_t>(run_ms));
}

bool RunClock::was_set() {
    const ClockAnchor before = anchors_.back();
    anchors_.push_back({.run_ms = now_ms(), .wall_ms = wall_.now_ms()});
    return clock_stepped(before, anchors_.back());
}

}  // namespace lem::measure
