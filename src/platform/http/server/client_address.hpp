#pragma once
/// The network address of a client. Behind a trusted reverse proxy it is the address that the proxy
/// reports; reports of others are ignored. Pure.

#include "platform/http/api/message.hpp"
#include "platform/http/network.hpp"

#include <vector>

namespace lem::http {

/// Which header the trusted proxies write. Only that one is read: clients can send the other.
enum class ProxyHeader { x_forwarded_for, forwarded };

struct TrustedProxies {
    std::vector<Network> networks;
    ProxyHeader header = ProxyHeader::x_forwarded_for;

    bool trusts(const boost::asio::ip::address& address) const;
};

/// The other end of a connection, with its names, which are made once for all its requests.
struct Peer {
    Peer() = default;
    Peer(const boost::asio::ip::address& given);

    boost::asio::ip::address address;  // an IPv4 address in IPv6 form is an IPv4 address here
    std::string text;
    std::string limit_key;
};

struct Client {
    std::string address;
    /// The key of limits: the address, or the /64 of an IPv6 address. Empty for programs on this
    /// machine, which are not limited by address.
    std::string limit_key;
    bool uses_https = false;     // as the trusted proxy reports
    std::string requested_host;  // Host, or what the trusted proxy reports
};

Client client_of(const Peer& peer, const Request& request, const TrustedProxies& proxies);

/// As Client::limit_key. An IPv4 address in IPv6 form counts as the IPv4 address.
std::string limit_key_of(const boost::asio::ip::address& address);
/// The same of a Request::remote_address; what is no address, as a proxy may report, is its own
/// key.
std::string limit_key_of(std::string_view remote_address);

}  // namespace lem::http
