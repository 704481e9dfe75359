#include "features/views/daily_room.hpp"

namespace lem::views {
namespace {

constexpr std::size_t clients_max = 100'000;
constexpr Milliseconds day_ms = 24LL * 60 * 60 * 1000;

}  // namespace

bool DailyRoom::take(const std::string& client, std::int64_t bytes, Milliseconds now_ms) {
    if (client.empty()) return true;
    const std::scoped_lock lock(mutex_);
    if (days_.size() >= clients_max && days_.count(client) == 0) days_.clear();
    Day& day = days_[client];
    if (day.bytes == 0 || now_ms - day.began_ms >= day_ms) day = {.began_ms = now_ms};
    if (day.bytes + bytes > bytes_max_) return false;
    day.bytes += bytes;
    return true;
}

}  // namespace lem::views
