#include "base/clock.hpp"

#include <ctime>

namespace lem {

Milliseconds SystemClock::now_ms() const {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

namespace {

std::int64_t read_ns(clockid_t clock) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::int64_t monotonic_ns() noexcept {
    return read_ns(CLOCK_MONOTONIC_RAW);
}
std::int64_t system_ns() noexcept {
    return read_ns(CLOCK_REALTIME);
}

}  // namespace lem
