#include "platform/http/server/client_address.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace lem::http {
namespace {

namespace ip = boost::asio::ip;

/// An address as proxies write it: plain, with a port, in brackets, in quotes.
std::optional<ip::address> read_address(std::string_view text) {
    text = text::trim(text);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        text = text.substr(1, end - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code failure;
    const ip::address address = ip::make_address(std::string(text), failure);
    return failure ? std::nullopt : std::optional(unmapped(address));
}

/// The value of `name=` in one element of a Forwarded header (RFC 7239); empty when it is absent.
std::string_view forwarded_value(std::string_view element, std::string_view name) {
    for (const std::string_view pair : text::split(element, ';')) {
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos &&
            text::iequals(text::trim(pair.substr(0, equals)), name))
            return text::trim(pair.substr(equals + 1));
    }
    return {};
}

std::string_view unquoted(std::string_view text) {
    return text.size() > 1 && text.front() == '"' && text.back() == '"'
               ? text.substr(1, text.size() - 2)
               : text;
}

/// All lines of a header as one list, in their order.
std::vector<std::string_view> elements_of(const Request& request, std::string_view header) {
    std::vector<std::string_view> elements;
    for (const auto& [name, value] : request.headers) {
        if (!text::iequals(name, header)) continue;
        for (const std::string_view element : text::split(value, ','))
            elements.push_back(text::trim(element));
    }
    return elements;
}

}  // namespace

bool TrustedProxies::trusts(const ip::address& address) const {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& network) { return network.holds(address); });
}

std::string limit_key_of(const ip::address& given) {
    const ip::address address = unmapped(given);
    if (address.is_loopback()) return {};
    if (address.is_v4()) return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return ip::make_address_v6(bytes).to_string() + "/64";
}

std::string limit_key_of(std::string_view remote_address) {
    boost::system::error_code failure;
    const auto address = ip::make_address(remote_address, failure);
    return failure ? std::string(remote_address) : limit_key_of(address);
}

Peer::Peer(const ip::address& given)
    : address(unmapped(given)), text(address.to_string()), limit_key(limit_key_of(address)) {}

Client client_of(const Peer& peer, const Request& request, const TrustedProxies& proxies) {
    ip::address nearest = peer.address;
    bool unreadable = false;
    Client client;
    client.requested_host = request.header("host");
    if (proxies.trusts(nearest)) {
        const bool standard = proxies.header == ProxyHeader::forwarded;
        auto elements = elements_of(request, standard ? "forwarded" : "x-forwarded-for");
        std::string_view scheme = request.header("x-forwarded-proto"),
                         host = request.header("x-forwarded-host");
        if (standard && !elements.empty()) {
            scheme = unquoted(forwarded_value(elements.back(), "proto"));
            host = unquoted(forwarded_value(elements.back(), "host"));
        }
        client.uses_https = text::iequals(scheme, "https");
        if (!host.empty()) client.requested_host = host;
        // From the nearest to the farthest: the first that is not a trusted proxy is the client.
        for (; !elements.empty() && proxies.trusts(nearest); elements.pop_back()) {
            const auto reported =
                read_address(standard ? forwarded_value(elements.back(), "for") : elements.back());
            unreadable = !reported;
            if (unreadable) break;
            nearest = *reported;
        }
    }
    const bool direct = nearest == peer.address;
    client.address = direct ? peer.text : nearest.to_string();
    // Clients that a proxy cannot name share one limit, also on this machine.
    if (unreadable)
        client.limit_key = client.address;
    else
        client.limit_key = direct ? peer.limit_key : limit_key_of(nearest);
    return client;
}

}  // namespace lem::http
