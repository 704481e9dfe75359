#pragma once
/// Networks of IP addresses. Pure; thread-safe.

#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace lem::http {

class Network {
public:
    /// "10.0.0.0/8", "2001:db8::/32" or one address. Throws Error(bad_request).
    explicit Network(std::string_view text);
    /// An IPv4 address and its IPv6 form are the same.
    bool holds(const boost::asio::ip::address& address) const;

private:
    boost::asio::ip::address_v6 base_;
    unsigned bits_ = 0;
};

/// An IPv4 address in IPv6 form (::ffff:192.0.2.1) as the IPv4 address; any other as it is.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

}  // namespace lem::http
