#pragma once
/// The HTTP/1.1 server: N event threads, each with its own io_context and listening socket
/// (SO_REUSEPORT); a connection stays on its thread. What blocks runs on bounded pools, one a class
/// of work. Beast is seen by server.cpp and session.cpp only.

#include "platform/http/api/route.hpp"
#include "platform/http/server/work_class.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace lem::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses
    unsigned event_threads = 2;
    std::filesystem::path spool_folder;  // where uploads are streamed to; exists
    std::chrono::milliseconds stop_grace = limits::http_stop_grace;
    std::chrono::milliseconds header_timeout = limits::http_header_timeout;
    std::chrono::milliseconds idle_timeout = limits::http_idle_timeout;
    std::chrono::milliseconds body_grace = limits::http_body_grace;
    std::size_t connections_max = limits::http_connections_max;
    std::size_t connections_per_address_max = limits::http_connections_per_address_max;
    /// Changes whenever an answer of a route with `cached` may change; nothing is cached without.
    /// Called on event threads: must not block. Thread-safe.
    std::function<std::uint64_t()> data_version = {};
};

/// Who a bearer token belongs to; nothing for an unknown one. May block. Thread-safe.
using Authenticator = std::function<std::optional<Caller>(std::string_view token)>;

/// Told of every answered request. Called on event threads; must not block. Thread-safe.
struct RequestOutcome {
    const Request& request;
    const Route* route;  // null when none matched
    std::size_t route_index;
    int status;
    std::uint64_t bytes;
    std::chrono::nanoseconds duration;
};
using Observer = std::function<void(const RequestOutcome&)>;

struct ServerGauges {
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> connections_refused{0};  // since the start: too many
    std::atomic<std::int64_t> requests_in_flight{0};
    WorkGaugeTable work;
};

/// `routes` must outlive the server. start() listens and returns; stop() answers what is in flight
/// for at most stop_grace, then cuts. The destructor stops. Not thread-safe itself.
class Server {
public:
    Server(ServerOptions options, const RouteTable& routes, Authenticator authenticator,
           Observer observer);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Throws Error(unavailable) when the port cannot be had, saying which and what to do.
    void start();
    void stop();
    std::uint16_t port() const;
    const ServerGauges& gauges() const;

private:
    struct Machinery;
    std::unique_ptr<Machinery> machinery_;
};

}  // namespace lem::http
