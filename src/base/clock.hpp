#pragma once
/// Time enters through constructors. Wall time for stamps, monotonic time for durations.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace lem {

using Milliseconds = std::int64_t;  // since 1970-01-01T00:00:00Z

/// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Milliseconds now_ms() const = 0;
};

class SystemClock final : public Clock {
public:
    Milliseconds now_ms() const override;
};

/// For tests: stands still until told.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Milliseconds start_ms = 1'763'900'000'000) : now_ms_(start_ms) {}
    Milliseconds now_ms() const override { return now_ms_.load(); }
    void advance(std::chrono::milliseconds by) { now_ms_ += by.count(); }

private:
    std::atomic<Milliseconds> now_ms_;
};

/// CLOCK_MONOTONIC_RAW in nanoseconds: not slewed by NTP, so intervals are true seconds.
std::int64_t monotonic_ns() noexcept;

}  // namespace lem
