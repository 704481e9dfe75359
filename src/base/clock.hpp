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

/// For tests: advances only when told to.
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
/// CLOCK_REALTIME in nanoseconds: what the kernel stamps with. It can be set.
std::int64_t system_ns() noexcept;

/// One instant by two clocks, accurate to `apart_ns`, the time that reading them took.
struct ClockPair {
    std::int64_t monotonic_ns = 0;
    std::int64_t system_ns = 0;
    std::int64_t apart_ns = 0;
};

/// Reads `monotonic` before and after `system`, up to three times if the thread was interrupted,
/// and returns the closest reading.
template <class Monotonic, class System>
ClockPair read_together(Monotonic monotonic, System system) {
    constexpr std::int64_t close_ns = 5'000;
    constexpr int attempts = 3;
    ClockPair closest;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const std::int64_t before_ns = monotonic();
        const std::int64_t between_ns = system();
        const std::int64_t after_ns = monotonic();
        if (attempt == 0 || after_ns - before_ns < closest.apart_ns)
            closest = {after_ns, between_ns, after_ns - before_ns};
        if (closest.apart_ns <= close_ns) break;
    }
    return closest;
}

}  // namespace lem
