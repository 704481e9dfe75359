#pragma once
/// Which IP addresses belong to the public internet. Pure; thread-safe.

#include <boost/asio/ip/address.hpp>

namespace lem::http {

/// False for what is private, of one machine or link, reserved, for documentation, or a group of
/// receivers, and for what carries another address inside it (6to4, Teredo, NAT64). An IPv4 address
/// in IPv6 form counts as the IPv4 address.
bool is_public(const boost::asio::ip::address& address);

}  // namespace lem::http
