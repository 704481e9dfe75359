#include "platform/http/outbound.hpp"

#include "platform/http/outbound_url.hpp"
#include "platform/http/public_address.hpp"

#include <algorithm>
#include <netdb.h>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;

ip::address address_of(const addrinfo& entry) {
    if (entry.ai_family == AF_INET6) {
        ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(entry.ai_addr)->sin6_addr,
                    bytes.size());
        return ip::make_address_v6(bytes);
    }
    return ip::make_address_v4(
        ntohl(reinterpret_cast<const sockaddr_in*>(entry.ai_addr)->sin_addr.s_addr));
}

void require_public_scheme(const OutboundUrl& url) {
    constexpr std::uint16_t usual = 443, other = 8443;
    if (url.scheme == "https" && (url.port == usual || url.port == other)) return;
    throw Error(ErrorCode::bad_request, "lem calls " + url.host +
                                            " by https:// on port 443 or 8443 only, unless its "
                                            "operator allows the address.");
}

}  // namespace

std::vector<ip::address> resolve_host(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (failure != 0)
        throw Error(ErrorCode::unavailable, "The host name " + host + " cannot be found.")
            .because(gai_strerror(failure));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, freeaddrinfo);
    std::vector<ip::address> addresses;
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        const bool internet = entry->ai_family == AF_INET || entry->ai_family == AF_INET6;
        if (internet) addresses.push_back(address_of(*entry));
    }
    return addresses;
}

Outbound::Outbound(Settings settings) : settings_(std::move(settings)) {
    for (const std::string& base : settings_.allowed)
        allowed_origins_.push_back(read_outbound_url(base).origin());
}

void Outbound::require_callable(std::string_view text) const {
    const OutboundUrl url = read_outbound_url(text);
    if (std::ranges::count(allowed_origins_, url.origin()) == 0) require_public_scheme(url);
}

ClientResponse Outbound::fetch(ClientRequest request) const {
    const OutboundUrl url = read_outbound_url(request.url);
    const bool allowed = std::ranges::count(allowed_origins_, url.origin()) > 0;
    if (!allowed) require_public_scheme(url);
    const std::vector<ip::address> addresses =
        url.address ? std::vector{*url.address} : settings_.resolve(url.host);
    if (addresses.empty())
        throw Error(ErrorCode::unavailable, "The host name " + url.host + " has no address.");
    const auto inside = std::ranges::find_if_not(addresses, is_public);
    if (!allowed && inside != addresses.end())
        throw Error(ErrorCode::bad_request,
                    "lem does not call " + url.host +
                        ": it is in a network that is not public, and its operator has not "
                        "allowed the address.")
            .because(url.host + " is " + inside->to_string());
    request.url = url.text();
    request.spoken_name = url.origin();
    for (const ip::address& address : addresses)
        request.connect_to.push_back(address.to_string());
    request.ca_file = settings_.ca_file;
    request.connect_timeout = limits::outbound_connect_timeout;
    request.timeout = settings_.timeout;
    request.response_bytes_max =
        std::min(request.response_bytes_max, limits::outbound_answer_bytes_max);
    request.head_bytes_max = limits::outbound_head_bytes_max;
    return http::fetch(request);
}

}  // namespace lem::http
