#pragma once
/// What each client without an account may save within a day. Kept in memory alone: addresses of
/// visitors are not stored. Thread-safe.

#include "base/clock.hpp"

#include <mutex>
#include <string>
#include <unordered_map>

namespace lem::views {

class DailyRoom {
public:
    explicit DailyRoom(std::int64_t bytes_max) : bytes_max_(bytes_max) {}

    /// Counts the bytes; false, and nothing is counted, if they are more than is left of the
    /// client's day, which begins with what it saves first. A client without a key has no limit.
    bool take(const std::string& client, std::int64_t bytes, Milliseconds now_ms);

private:
    struct Day {
        Milliseconds began_ms = 0;
        std::int64_t bytes = 0;
    };

    const std::int64_t bytes_max_;
    std::mutex mutex_;
    // Bounded: cleared when it is full.
    std::unordered_map<std::string, Day> days_;
};

}  // namespace lem::views
