#include "platform/http/public_address.hpp"

#include "platform/http/network.hpp"

#include <algorithm>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;

/// The registries of special addresses of IANA (RFC 6890), and what they say of multicast.
const std::vector<Network>& special_v4() {
    static const std::vector<Network> networks = [] {
        std::vector<Network> list;
        for (const char* network :
             {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
              "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
              "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"})
            list.emplace_back(network);
        return list;
    }();
    return networks;
}

/// Global addresses are in 2000::/3, except these. What is outside it: the machine itself, NAT64,
/// discarded, private, of one link, multicast, and what nobody has.
const std::vector<Network>& special_v6() {
    static const std::vector<Network> networks = [] {
        std::vector<Network> list;
        for (const char* network : {"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "::/3",
                                    "4000::/2", "8000::/1"})
            list.emplace_back(network);
        return list;
    }();
    return networks;
}

}  // namespace

bool is_public(const ip::address& given) {
    const ip::address address = unmapped(given);
    return std::ranges::none_of(address.is_v4() ? special_v4() : special_v6(),
                                [&](const Network& network) { return network.holds(address); });
}

}  // namespace lem::http
