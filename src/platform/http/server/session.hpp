#pragma once
/// One connection: reads a request, finds its route, runs the handler, writes the answer, repeats.
/// Internal to the server.

#include "platform/http/server/answer_cache.hpp"
#include "platform/http/server/blocking_work.hpp"
#include "platform/http/server/credentials.hpp"
#include "platform/http/server/rate_limits.hpp"
#include "platform/http/server/server.hpp"
#include "platform/http/server/stream_waiters.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace lem::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

/// Shared by all sessions. Constant after start except counters and the flag.
struct ServerContext {
    const ServerOptions& options;
    const RouteTable& routes;
    const Authenticator& authenticator;
    const Observer& observer;
    Budgets& budgets;
    RateLimits& rates;
    BlockingWork& work;
    ServerGauges& gauges;
    std::atomic<bool>& stopping;
};

class Session {
public:
    /// `connection` is held as long as the session. With a `refusal`, only callers with a
    /// credential are served.
    Session(asio::ip::tcp::socket socket, ServerContext& context, AnswerCache& cache,
            StreamWaiters& waiters, Budgets::Share connection, std::optional<Error> refusal);

    /// Ends when the connection does. Runs on the connection's event thread.
    asio::awaitable<void> run();
    /// On the same thread: stops reading requests; with `now`, cuts the connection.
    void close(bool now);
    /// On the same thread, periodically: gives up on a peer that takes too long. One tick for all
    /// connections of a thread is cheaper than a timer per operation.
    void check_deadline(std::chrono::steady_clock::time_point now);

private:
    using HeadParser = beast::http::request_parser<beast::http::empty_body>;

    static constexpr auto never = std::chrono::steady_clock::time_point::max();

    /// Deadline of the next operations together, until it is set to never.
    void allow(std::chrono::steady_clock::duration time);
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> read_head_bytes();
    /// Everything about one request from its head to its answer.
    struct Exchange {
        Request request;
        HeadParser parser;
        Match match;
        Client client;
        Credentials credentials;
        Budgets::Share request_place, upload_file, upload_bytes, stream_place;

        Holder holder() const;
    };
    bool read_head(Exchange& exchange);
    asio::awaitable<std::shared_ptr<const PreparedAnswer>> prepared_answer(Exchange& exchange);
    asio::awaitable<Response> answer(Exchange& exchange);
    asio::awaitable<Response> handle(Exchange& exchange);

    asio::awaitable<void> identify(Exchange& exchange);
    asio::awaitable<std::optional<Caller>> find_caller(const Exchange& exchange,
                                                       std::string_view secret,
                                                       CredentialSource source);
    void admit(Exchange& exchange);
    void admit_stream(Exchange& exchange);
    bool excludes(const Exchange& exchange) const;
    void require_rate(RateClass rate, const std::string& client_key);

    struct ArrivingBody;
    asio::awaitable<std::string_view> next_piece(ArrivingBody& body);
    asio::awaitable<void> store(blob::StagedFileWriter& file, std::string_view bytes, bool known);
    asio::awaitable<void> look_for_disk_room();
    asio::awaitable<void> stage(Exchange& exchange, ArrivingBody& body);
    asio::awaitable<void> read_body(Exchange& exchange);

    bool begin_stream(Exchange& exchange, const PreparedAnswer& answer);
    asio::awaitable<void> serve_stream();
    asio::awaitable<void> serve_events();
    asio::awaitable<void> serve_websocket();
    template <class Door>
    asio::awaitable<void> write_messages(Door& door);
    asio::awaitable<bool> wait_for_events();
    void look_for_end();

    struct Sent {
        int status;
        std::uint64_t bytes;
    };
    asio::awaitable<Sent> write(const Request& request, const PreparedAnswer& answer);
    asio::awaitable<bool> write_cached(std::string_view head, const PreparedAnswer& answer,
                                       ByteRange range);
    asio::awaitable<bool> may_write(int failed_with);
    asio::awaitable<void> write_file(const FileBody& file, std::uint64_t first,
                                     std::uint64_t count);
    asio::awaitable<void> refuse(int status, const std::string& reason);

    asio::ip::tcp::socket socket_;
    beast::flat_buffer buffer_;
    ServerContext& context_;
    AnswerCache& cache_;  // of the event thread
    std::chrono::steady_clock::time_point deadline_ = never;
    bool timed_out_ = false;
    Peer peer_;
    Budgets::Share connection_;
    std::optional<Error> refusal_;  // until the caller is known
    bool keep_alive_ = true;
    bool reading_head_ = false;
    bool body_unread_ = false;

    // Of a connection that follows events.
    StreamWaiters& waiters_;  // of the event thread
    std::shared_ptr<EventStream> stream_;
    std::optional<beast::http::request<beast::http::empty_body>> upgrade_;  // to a WebSocket
    std::optional<asio::steady_timer> wake_;
    std::chrono::steady_clock::time_point next_look_{};
    bool stream_ended_ = false;
};

}  // namespace lem::http
