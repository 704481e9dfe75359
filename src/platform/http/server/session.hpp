#pragma once
/// One connection: reads a request, finds its route, runs the handler, writes the answer, repeats.
/// Internal to the server.

#include "platform/http/server/answer_cache.hpp"
#include "platform/http/server/blocking_work.hpp"
#include "platform/http/server/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace lem::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

/// What all sessions share. Constant after start but for the gauges and the flag.
struct Surroundings {
    const ServerOptions& options;
    const RouteTable& routes;
    const Authenticator& authenticator;
    const Observer& observer;
    BlockingWork& work;
    ServerGauges& gauges;
    std::atomic<bool>& stopping;
};

class Session {
public:
    Session(asio::ip::tcp::socket socket, Surroundings& surroundings, AnswerCache& cache);

    /// Ends when the connection does. Runs on the connection's event thread.
    asio::awaitable<void> run();
    /// From the same thread: no further request is read; with `now`, the connection is cut.
    void close(bool now);
    /// From the same thread, every so often: gives up on a peer that takes too long. One tick for
    /// all connections of a thread costs less than a timer for each operation.
    void check_deadline(std::chrono::steady_clock::time_point now);

private:
    using HeadParser = beast::http::request_parser<beast::http::empty_body>;

    static constexpr auto never = std::chrono::steady_clock::time_point::max();

    /// The next operations may take so long together; until the deadline is set to never.
    void allow(std::chrono::steady_clock::duration time);
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> read_head_bytes();
    asio::awaitable<std::shared_ptr<const PreparedAnswer>> prepared_answer(Request& request,
                                                                           HeadParser& parser,
                                                                           const Match& match);
    asio::awaitable<Response> answer(Request& request, HeadParser& parser, const Match& match);
    struct ArrivingBody;
    asio::awaitable<std::string_view> next_piece(ArrivingBody& body);
    asio::awaitable<void> stage(Request& request, ArrivingBody& body);
    asio::awaitable<void> read_body(Request& request, HeadParser& parser, const Route& route);
    asio::awaitable<void> authenticate(Request& request, const Route& route);
    struct Sent {
        int status;
        std::uint64_t bytes;
    };
    asio::awaitable<Sent> write(const Request& request, const PreparedAnswer& answer);
    asio::awaitable<void> write_file(const FileBody& file, std::uint64_t first,
                                     std::uint64_t count);
    asio::awaitable<void> refuse(int status, const std::string& reason);

    asio::ip::tcp::socket socket_;
    beast::flat_buffer buffer_;
    Surroundings& around_;
    AnswerCache& cache_;  // of the event thread
    std::chrono::steady_clock::time_point deadline_ = never;
    bool timed_out_ = false;
    std::string remote_address_;
    bool keep_alive_ = true;
    bool reading_head_ = false;
    bool body_unread_ = false;
};

}  // namespace lem::http
