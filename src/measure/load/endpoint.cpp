#include "measure/load/endpoint.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <unistd.h>

namespace lem::measure {
namespace {

struct Socket {
    int descriptor;
    ~Socket() {
        if (descriptor >= 0) close(descriptor);
    }
};

/// 0 when it takes a connection, otherwise the errno.
int try_connect(const addrinfo& address) {
    constexpr int patience_ms = 5000;
    const Socket socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (socket.descriptor < 0) return errno;
    if (connect(socket.descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd waiting{.fd = socket.descriptor, .events = POLLOUT, .revents = 0};
    if (poll(&waiting, 1, patience_ms) <= 0) return ETIMEDOUT;
    int failure = 0;
    socklen_t size = sizeof failure;
    getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
    return failure;
}

}  // namespace

std::string Endpoint::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Endpoint::url() const {
    return (tls ? "https://" : "http://") + authority() + base_path;
}

Endpoint parse_endpoint(const std::string& base_url) {
    const auto wrong = [&](const std::string& why) {
        return Error(ErrorCode::bad_request,
                     "engine.base_url must be http://HOST:PORT or https://HOST:PORT, not \"" +
                         base_url.substr(0, 100) + "\"" + why + ".");
    };
    constexpr std::string_view plain = "http://", secure = "https://";
    Endpoint endpoint;
    endpoint.tls = base_url.starts_with(secure);
    if (!endpoint.tls && !base_url.starts_with(plain)) throw wrong("");
    endpoint.port = endpoint.tls ? 443 : 80;
    for (const char c : base_url) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '?' || c == '#' || c == '@')
            throw wrong("; it may hold no spaces, query or password");
    }
    const std::string_view rest =
        std::string_view(base_url).substr(endpoint.tls ? secure.size() : plain.size());
    const std::size_t slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    if (slash != std::string_view::npos) endpoint.base_path = std::string(rest.substr(slash));
    while (endpoint.base_path.ends_with('/'))
        endpoint.base_path.pop_back();
    if (endpoint.base_path.ends_with("/v1"))
        endpoint.base_path.resize(endpoint.base_path.size() - 3);
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.back() != ']') {
        const auto port = text::to_int(authority.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) throw wrong("; a port is 1 to 65535");
        endpoint.port = static_cast<std::uint16_t>(*port);
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    if (authority.empty()) throw wrong("");
    endpoint.host = std::string(authority);
    return endpoint;
}

Address reach(const Endpoint& endpoint) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const int failure =
        getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
    if (failure != 0)
        throw Error(ErrorCode::unavailable,
                    "Cannot find the host " + endpoint.host + ": " + gai_strerror(failure) + ".");
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, freeaddrinfo);
    int reason = 0;
    for (const addrinfo* candidate = list.get(); candidate != nullptr;
         candidate = candidate->ai_next) {
        reason = try_connect(*candidate);
        if (reason != 0) continue;
        Address address;
        address.size = candidate->ai_addrlen;
        std::memcpy(&address.storage, candidate->ai_addr, candidate->ai_addrlen);
        return address;
    }
    throw Error(ErrorCode::unavailable, "Cannot connect to " + endpoint.url() + ": " +
                                            std::strerror(reason) +
                                            ". Is the server running, and is the port right?");
}

}  // namespace lem::measure
