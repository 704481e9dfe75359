#include "platform/http/server/rate_limits.hpp"

#include "base/error.hpp"

namespace lem::http {
namespace {

constexpr std::size_t clients_max = 100'000;

}  // namespace

std::optional<std::chrono::milliseconds> RateLimits::ask(RateClass rate, const std::string& client,
                                                         TimePoint now) {
    return pass(rate, client, now, true);
}

std::optional<std::chrono::milliseconds> RateLimits::look(RateClass rate, const std::string& client,
                                                          TimePoint now) {
    return pass(rate, client, now, false);
}

std::optional<std::chrono::milliseconds> RateLimits::pass(RateClass rate, const std::string& client,
                                                          TimePoint now, bool counted) {
    const RateTraits& traits = rate_table[static_cast<std::size_t>(rate)];
    LEM_ASSERT(traits.rate == rate);
    using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::nanoseconds;
    const nanoseconds each = nanoseconds(std::chrono::minutes(1)) / traits.per_minute;
    const nanoseconds burst = each * traits.burst;
    const std::lock_guard lock(mutex_);
    if (whole_at_.size() >= clients_max) {
        std::erase_if(whole_at_, [now](const auto& entry) { return entry.second <= now; });
        if (whole_at_.size() >= clients_max) whole_at_.clear();
    }
    TimePoint& whole_at = whole_at_[std::string(traits.name) + ' ' + client];
    const TimePoint next = std::max(whole_at, now) + each;
    if (next - now > burst)
        return duration_cast<milliseconds>(next - now - burst) + milliseconds(1);
    if (counted) whole_at = next;
    return std::nullopt;
}

}  // namespace lem::http
