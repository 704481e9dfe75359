#pragma once
/// The HTTP/1.1 server: N event threads, each with its own io_context and listening socket
/// (SO_REUSEPORT); a connection stays on its thread. Blocking work runs on bounded pools, one per
/// class. Beast is included by server.cpp and session*.cpp only.

#include "platform/http/api/event_log.hpp"
#include "platform/http/api/route.hpp"
#include "platform/http/server/budgets.hpp"
#include "platform/http/server/client_address.hpp"
#include "platform/http/server/work_class.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace lem::http {

/// The current version of a topic; it changes with every change of the topic.
using TopicValue = std::function<std::uint64_t(std::string_view topic)>;

/// Answers a request before its route does; nullopt lets it pass. Called on event threads: must not
/// block. Thread-safe.
using Gate = std::function<std::optional<Response>(const Request&)>;

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses
    unsigned event_threads = 2;
    std::filesystem::path spool_folder;  // where uploads are streamed to; exists
    std::chrono::milliseconds stop_grace = limits::http_stop_grace;
    std::chrono::milliseconds header_timeout = limits::http_header_timeout;
    std::chrono::milliseconds idle_timeout = limits::http_idle_timeout;
    std::chrono::milliseconds body_grace = limits::http_body_grace;
    ResourceTable budgets = resource_table;
    TrustedProxies proxies = {};
    /// Versions of the topics that cached routes name; without it nothing is cached. Called on
    /// event threads: must not block. Thread-safe.
    TopicValue topic_value = {};
    Gate gate = {};              // of a server that is not for everybody; all pass without one
    /// Whether a text has a secret in it, which no address may have: browsers, proxies and logs
    /// keep addresses. Called on event threads. Thread-safe.
    std::function<bool(std::string_view text)> has_secret = {};
    /// Strangers may use the routes that are open to them and no others; browsers are sent to this
    /// path. Empty: every route that names no scope is for everybody.
    std::string sign_in_path = {};
    EventLog* events = nullptr;  // what streams follow; outlives the server
    std::chrono::milliseconds stream_heartbeat{15'000};      // of a stream without events
    std::chrono::milliseconds stream_write_timeout{10'000};  // for each frame
};

enum class CredentialSource { bearer, cookie };

/// Finds the caller of a secret; nullopt for an unknown one. Thread-safe.
struct Authenticator {
    using Find =
        std::function<std::optional<Caller>(std::string_view secret, CredentialSource source,
                                            std::string_view address)>;
    Find remembered;  // from a recent look-up: called on event threads, must not block
    Find look_up;     // may block
};

/// Called for every answered request. Called on event threads; must not block. Thread-safe.
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
    ResourceGaugeTable resources;
    WorkGaugeTable work;
    std::atomic<std::int64_t> rate_limited{0};  // since the start
};

/// `routes` must outlive the server. start() listens and returns; stop() answers requests in flight
/// for at most stop_grace, then cuts connections. The destructor stops. Not thread-safe.
class Server {
public:
    Server(ServerOptions options, const RouteTable& routes, Authenticator authenticator,
           Observer observer);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Throws Error(unavailable) if the port is not available, with what to do.
    void start();
    void stop();
    std::uint16_t port() const;
    const ServerGauges& gauges() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace lem::http
