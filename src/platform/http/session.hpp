#pragma once
/// One connection: reads a request, finds its route, runs the handler, writes the answer, repeats.
/// Internal to the server.

#include "platform/http/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
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
    asio::thread_pool& pool;
    ServerGauges& gauges;
    std::atomic<bool>& stopping;
};

class Session {
public:
    Session(asio::ip::tcp::socket socket, Surroundings& surroundings);

    /// Ends when the connection does. Runs on the connection's event thread.
    asio::awaitable<void> run();
    /// From the same thread: no further request is read; with `now`, the connection is cut.
    void close(bool now);

private:
    using HeadParser = beast::http::request_parser<beast::http::empty_body>;

    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> read_head_bytes();
    asio::awaitable<Response> answer(Request& request, HeadParser& parser, const Match& match);
    asio::awaitable<void> read_body(Request& request, HeadParser& parser, const Route& route);
    asio::awaitable<void> authenticate(Request& request, const Route& route);
    asio::awaitable<std::uint64_t> write(const Request& request, Response response);
    asio::awaitable<void> write_file(const FileBody& file, std::uint64_t first,
                                     std::uint64_t count);
    asio::awaitable<void> refuse(int status, const std::string& reason);

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    Surroundings& around_;
    std::string remote_address_;
    bool keep_alive_ = true;
    bool reading_head_ = false;
    bool body_unread_ = false;
};

}  // namespace lem::http
