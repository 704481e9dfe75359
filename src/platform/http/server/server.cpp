#include "platform/http/server/server.hpp"

#include "base/log.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/server/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <latch>
#include <list>
#include <sys/socket.h>
#include <thread>

namespace lem::http {
namespace {

using Tcp = asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

Tcp::acceptor listen_on(asio::io_context& io, const Tcp::endpoint& endpoint) {
    Tcp::acceptor acceptor(io);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(Tcp::acceptor::reuse_address(true));
    const int on = 1;
    LEM_ASSERT(setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
    acceptor.bind(endpoint);
    acceptor.listen(4096);
    return acceptor;
}

/// True if the port is in use. With SO_REUSEPORT a second server would silently share it.
void require_free(asio::io_context& io, const Tcp::endpoint& endpoint) {
    Tcp::acceptor probe(io);
    probe.open(endpoint.protocol());
    probe.set_option(Tcp::acceptor::reuse_address(true));
    probe.bind(endpoint);
}

/// Sending from a file to a connection that is gone would end the process: sendfile has no flag
/// against the signal.
void block_broken_pipe_signal() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

/// One event thread: its sockets and its sessions, touched by that thread only.
class EventThread {
public:
    EventThread(const Tcp::endpoint& endpoint, ServerContext& context)
        : context_(context), acceptor_(listen_on(io_, endpoint)), tick_(io_) {}

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void start() {
        const auto fail = [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(io_, accept(), fail);
        asio::co_spawn(io_, watch_deadlines(), fail);
        if (context_.options.events != nullptr)
            events_watch_.emplace(*context_.options.events, [this] { ask_to_wake(); });
        thread_ = std::thread([this] {
            block_broken_pipe_signal();
            io_.run();
        });
    }

    /// First accepts no new connections and requests; after the grace period cuts the rest.
    void ask_to_stop(std::chrono::milliseconds grace) {
        asio::post(io_, [this, grace] {
            boost::system::error_code ignored;  // a failed close cannot be handled
            acceptor_.close(ignored);
            for (Session& session : sessions_)
                session.close(false);
            stop_at_ = std::chrono::steady_clock::now() + grace;
            if (sessions_.empty()) tick_.cancel();
        });
    }

    void join() {
        events_watch_.reset();
        thread_.join();
    }

private:
    /// From the thread that published: many events wake the streams once.
    void ask_to_wake() {
        if (wake_asked_.exchange(true)) return;
        asio::post(io_, [this] {
            wake_asked_ = false;
            waiters_.wake_all();
        });
    }

    asio::awaitable<void> accept() {
        while (true) {
            auto [failure, socket] = co_await acceptor_.async_accept(as_result);
            if (failure == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
            if (failure) {
                // Out of descriptors: wait until some are free instead of spinning.
                log::warn("accept_failed", {{"cause", failure.message()}});
                asio::steady_timer pause(io_, std::chrono::milliseconds(100));
                co_await pause.async_wait(as_result);
                continue;
            }
            boost::system::error_code gone;
            const auto address = socket.remote_endpoint(gone).address();
            if (gone) continue;
            admit(std::move(socket), address);
        }
    }

    asio::awaitable<void> watch_deadlines() {
        while (!stop_at_ || !sessions_.empty()) {
            tick_.expires_after(limits::http_deadline_tick);
            co_await tick_.async_wait(as_result);  // cut short when the last session ends
            const auto now = std::chrono::steady_clock::now();
            for (Session& session : sessions_) {
                session.check_deadline(now);
                if (stop_at_ && now > *stop_at_) session.close(true);
            }
        }
    }

    /// Beyond the limits a caller may still present a credential: a part of the connections is
    /// reserved for those. Other connections get an answer and are closed.
    void admit(Tcp::socket socket, const asio::ip::address& address) {
        const bool proxy = context_.options.proxies.trusts(address);
        const std::string key = proxy ? std::string() : limit_key_of(address);
        Budgets& budgets = context_.budgets;
        std::optional<Error> refusal;
        Budgets::Share place;
        try {
            place = budgets.take(Resource::connections, {key, false});
        } catch (const Error& error) {
            refusal = error;
            place = budgets.try_take(Resource::connections, {key, true});
        }
        if (place.is_held())
            begin(std::move(socket), std::move(place), std::move(refusal));
        else
            refuse(std::move(socket), *refusal);
    }

    /// Without a session: the few bytes always fit into an empty socket buffer.
    static void refuse(Tcp::socket socket, const Error& refusal) {
        Request request;
        const PreparedAnswer answer = prepare(request, problem_response(refusal, ""));
        const std::string head = sending_of(request, answer, false).head;
        boost::system::error_code ignored;  // the peer may be gone already
        socket.non_blocking(true, ignored);
        socket.send(std::array{asio::buffer(head), asio::buffer(bytes_of(answer.body))}, 0,
                    ignored);
        socket.shutdown(Tcp::socket::shutdown_send, ignored);
        // A close with unread bytes would reset the connection before the answer is read.
        std::array<char, 4096> unread;
        while (!ignored && socket.receive(asio::buffer(unread), 0, ignored) > 0) {
        }
    }

    void begin(Tcp::socket socket, Budgets::Share connection, std::optional<Error> refusal) {
        sessions_.emplace_back(std::move(socket), context_, cache_, waiters_, std::move(connection),
                               std::move(refusal));
        const auto place = std::prev(sessions_.end());
        asio::co_spawn(io_, place->run(), [this, place](std::exception_ptr failure) {
            sessions_.erase(place);
            if (stop_at_ && sessions_.empty()) tick_.cancel();
            if (!failure) return;
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& cause) {
                log::error("session_failed", {{"cause", std::string(cause.what())}});
            }
        });
    }

    ServerContext& context_;
    asio::io_context io_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer tick_;
    std::optional<std::chrono::steady_clock::time_point> stop_at_;  // set once asked to stop
    AnswerCache cache_;
    StreamWaiters waiters_;
    std::atomic<bool> wake_asked_{false};
    std::optional<EventLog::Watch> events_watch_;
    std::list<Session> sessions_;
    std::thread thread_;
};

struct Server::Parts {
    Parts(ServerOptions given, const RouteTable& routes, Authenticator who, Observer watcher)
        : options(std::move(given)),
          authenticator(std::move(who)),
          observer(std::move(watcher)),
          budgets(options.budgets, gauges.resources),
          work(gauges.work),
          context{options, routes, authenticator, observer, budgets,
                  rates,   work,   gauges,        stopping} {}

    ServerOptions options;
    Authenticator authenticator;
    Observer observer;
    ServerGauges gauges;
    Budgets budgets;
    RateLimits rates;
    std::atomic<bool> stopping{false};
    BlockingWork work;
    ServerContext context;
    std::vector<std::unique_ptr<EventThread>> threads;
    std::uint16_t port = 0;
};

Server::Server(ServerOptions options, const RouteTable& routes, Authenticator authenticator,
               Observer observer)
    : parts_(std::make_unique<Parts>(std::move(options), routes, std::move(authenticator),
                                     std::move(observer))) {}

Server::~Server() {
    stop();
}

void Server::start() {
    Parts& m = *parts_;
    const std::string where = m.options.address + ":" + std::to_string(m.options.port);
    try {
        const auto address = asio::ip::make_address(m.options.address);
        if (m.options.port != 0) {
            asio::io_context io;
            require_free(io, {address, m.options.port});
        }
        m.port = m.options.port;
        for (unsigned i = 0; i < m.options.event_threads; ++i) {
            m.threads.push_back(
                std::make_unique<EventThread>(Tcp::endpoint(address, m.port), m.context));
            m.port = m.threads.back()->port();
        }
    } catch (const boost::system::system_error& failure) {
        m.threads.clear();
        throw Error(ErrorCode::unavailable,
                    "Cannot listen on " + where + ": " + failure.code().message() +
                        ". Choose another with --listen, or stop the program that uses it.");
    }
    for (auto& thread : m.threads)
        thread->start();
}

void Server::stop() {
    Parts& m = *parts_;
    if (m.stopping.exchange(true)) return;
    for (auto& thread : m.threads)
        thread->ask_to_stop(m.options.stop_grace);
    for (auto& thread : m.threads)
        thread->join();
    m.work.join();
}

std::uint16_t Server::port() const {
    return parts_->port;
}
const ServerGauges& Server::gauges() const {
    return parts_->gauges;
}

}  // namespace lem::http
