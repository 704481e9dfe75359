#pragma once
/// Rate limits per client and class of route: the generic cell rate algorithm, with one time stamp
/// per client. Thread-safe.

#include "platform/http/api/route.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace lem::http {

struct RateTraits {
    RateClass rate;
    std::string_view name;
    int per_minute;
    int burst;
};

inline constexpr std::array rate_table{
    RateTraits{RateClass::read, "read", 6'000, 1'000},
    RateTraits{RateClass::check, "check", 60, 30},
    RateTraits{RateClass::submit, "submit", 600, 500},
    RateTraits{RateClass::sign_in, "sign_in", 10, 10},
    RateTraits{RateClass::credential, "credential", 10, 10},  // unknown ones only
};

class RateLimits {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Counts one request. nullopt if it is within the limit, else the time to wait.
    std::optional<std::chrono::milliseconds> ask(RateClass rate, const std::string& client,
                                                 TimePoint now);
    /// The same without counting.
    std::optional<std::chrono::milliseconds> look(RateClass rate, const std::string& client,
                                                  TimePoint now);

private:
    std::optional<std::chrono::milliseconds> pass(RateClass rate, const std::string& client,
                                                  TimePoint now, bool counted);

    std::mutex mutex_;
    // When a client's full allowance is restored. Bounded: cleared when it is full.
    std::unordered_map<std::string, TimePoint> whole_at_;
};

}  // namespace lem::http
