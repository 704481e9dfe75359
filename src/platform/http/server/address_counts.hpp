#pragma once
/// How many connections each address has open. Loopback is not counted: what comes from there is
/// this machine's own, or a proxy's that speaks for many. Thread-safe.

#include <boost/asio/ip/address.hpp>
#include <map>
#include <mutex>

namespace lem::http {

class AddressCounts {
public:
    explicit AddressCounts(std::size_t each_max) : each_max_(each_max) {}

    /// False: this address has as many as it may. Otherwise it has one more until it leaves.
    bool enter(const boost::asio::ip::address& address);
    void leave(const boost::asio::ip::address& address);

private:
    const std::size_t each_max_;
    std::mutex mutex_;
    std::map<boost::asio::ip::address, std::size_t> counts_;
};

}  // namespace lem::http
