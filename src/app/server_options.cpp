#include "app/server_options.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <thread>

namespace lem::app {
namespace {

/// The networks of trusted proxies, the header that they write, and the limits per address.
void set_client_limits(const Config& config, http::ServerOptions& options) {
    for (const std::string_view part : text::split(config.trusted_proxies, ',')) {
        if (const auto network = text::trim(part); !network.empty())
            options.proxies.networks.emplace_back(network);
    }
    if (config.proxy_header == "forwarded")
        options.proxies.header = http::ProxyHeader::forwarded;
    else if (config.proxy_header != "x-forwarded-for")
        throw Error(ErrorCode::bad_request,
                    "--proxy-header must be x-forwarded-for or forwarded, not \"" +
                        config.proxy_header + "\".");
    auto& connections = options.budgets[static_cast<std::size_t>(http::Resource::connections)];
    if (config.connections_per_address)
        connections.each_address = static_cast<std::uint64_t>(*config.connections_per_address);
}

/// lem speaks no TLS itself, so what crosses a network must go through a proxy that does. Throws
/// Error(bad_request) for an address that others reach when no proxy on another machine is named.
void require_private_way(const Config& config, const http::ServerOptions& options) {
    const auto is_loopback = [](std::string_view address) {
        return address.starts_with("127.") || address == "::1" || address == "localhost";
    };
    if (config.allow_plain_http || is_loopback(options.address)) return;
    const auto proxies = text::split(config.trusted_proxies, ',');
    const bool has_proxy = std::ranges::any_of(proxies, [&](std::string_view network) {
        const std::string_view address = text::trim(network.substr(0, network.find('/')));
        return !address.empty() && !is_loopback(address);
    });
    if (!has_proxy)
        throw Error(ErrorCode::bad_request,
                    "Others can reach " + config.listen +
                        ", and without TLS they can read passwords and tokens on the way. Put a "
                        "proxy with TLS in front and name its network with --trusted-proxies, "
                        "listen on 127.0.0.1, or say --allow-plain-http.");
}

}  // namespace

http::ServerOptions server_options(const Config& config) {
    const std::size_t colon = config.listen.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : text::to_int(std::string_view(config.listen).substr(colon + 1));
    if (!port || *port < 0 || *port > 65535) {
        throw Error(
            ErrorCode::bad_request,
            "--listen must be ADDRESS:PORT such as 127.0.0.1:8080, not \"" + config.listen + "\".");
    }
    http::ServerOptions options;
    options.address = config.listen.substr(0, colon);
    // As in a URL, an IPv6 address is in brackets.
    if (options.address.starts_with('[') && options.address.ends_with(']'))
        options.address = options.address.substr(1, options.address.size() - 2);
    if (options.address == "localhost") options.address = "127.0.0.1";
    options.port = static_cast<std::uint16_t>(*port);
    require_private_way(config, options);
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    set_client_limits(config, options);
    options.event_threads = config.threads ? static_cast<unsigned>(*config.threads) : cores;
    return options;
}

}  // namespace lem::app
