#include "platform/http/server/address_counts.hpp"

namespace lem::http {

bool AddressCounts::enter(const boost::asio::ip::address& address) {
    if (address.is_loopback()) return true;
    const std::lock_guard lock(mutex_);
    std::size_t& count = counts_[address];
    if (count >= each_max_) return false;
    ++count;
    return true;
}

void AddressCounts::leave(const boost::asio::ip::address& address) {
    if (address.is_loopback()) return;
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(address);
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace lem::http
