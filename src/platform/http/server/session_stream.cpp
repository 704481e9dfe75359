/// Connections that follow events: as server-sent events, or as a WebSocket. Both read the same
/// stream and buffer only what they are writing.

#include "platform/http/server/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket.hpp>
#include <cerrno>
#include <sys/socket.h>

namespace lem::http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view first_words = "retry: 3000\n\n";
constexpr std::string_view heartbeat = ":hb\n\n";

constexpr int send_buffer_bytes = 32 * 1'024;

// Without compression: events are short.
using WebSocket = beast::websocket::stream<asio::ip::tcp::socket&, false>;

}  // namespace

asio::awaitable<void> Session::serve_stream() {
    boost::system::error_code ignored;  // optional: limits the kernel's buffer for a slow reader
    socket_.set_option(asio::socket_base::send_buffer_size(send_buffer_bytes), ignored);
    wake_.emplace(socket_.get_executor());
    if (upgrade_)
        co_await serve_websocket();
    else
        co_await serve_events();
    wake_.reset();
}

/// True if there may be events, false if a heartbeat is due.
asio::awaitable<bool> Session::wait_for_events() {
    wake_->expires_after(context_.options.stream_heartbeat);
    const StreamWaiters::Place place = waiters_.add(*wake_);
    const auto [cancelled] = co_await wake_->async_wait(as_result);
    waiters_.remove(place);
    co_return static_cast<bool>(cancelled);
}

asio::awaitable<void> Session::serve_events() {
    std::vector<asio::const_buffer> parts{asio::buffer(first_words)};
    while (!context_.stopping && !stream_ended_) {
        const EventStream::Batch batch = stream_->next();
        if (!batch.gap_sse.empty()) parts.push_back(asio::buffer(batch.gap_sse));
        for (const auto& event : batch.events)
            parts.push_back(asio::buffer(event->sse));
        if (parts.empty()) {
            if (co_await wait_for_events()) continue;
            parts.push_back(asio::buffer(heartbeat));
        }
        allow(context_.options.stream_write_timeout);
        const auto [failure, size] = co_await asio::async_write(socket_, parts, as_result);
        deadline_ = never;
        if (failure) co_return;
        parts.clear();
    }
}

/// The opening handshake, then two loops until one of them ends: one only handles the control
/// frames that the client sends.
asio::awaitable<void> Session::serve_websocket() {
    using namespace asio::experimental::awaitable_operators;
    WebSocket door(socket_);
    door.read_message_max(4 * limits::kib);
    allow(context_.options.stream_write_timeout);
    const auto [failure] = co_await door.async_accept(*upgrade_, as_result);
    deadline_ = never;
    upgrade_.reset();
    if (failure) co_return;
    const auto read = [](Session& session, WebSocket& from) -> asio::awaitable<void> {
        beast::flat_buffer message;
        while (true) {
            const auto [read_failure, size] = co_await from.async_read(message, as_result);
            if (read_failure) break;
            message.clear();
        }
        session.stream_ended_ = true;
        session.wake_->cancel();
    };
    const auto write = [](Session& session, WebSocket& to) -> asio::awaitable<void> {
        co_await session.write_messages(to);
        session.allow(session.context_.options.stream_write_timeout);
        if (!session.stream_ended_)
            co_await to.async_close(beast::websocket::close_code::going_away, as_result);
        boost::system::error_code ignored;  // the peer may be gone already
        session.socket_.cancel(ignored);    // ends the reading
    };
    co_await (read(*this, door) && write(*this, door));
    deadline_ = never;
}

template <class Door>
asio::awaitable<void> Session::write_messages(Door& door) {
    const auto send = [](Session& session, Door& to,
                         std::string_view text) -> asio::awaitable<bool> {
        session.allow(session.context_.options.stream_write_timeout);
        const auto [failure, size] = co_await to.async_write(asio::buffer(text), as_result);
        session.deadline_ = never;
        co_return !failure;
    };
    door.text(true);
    while (!context_.stopping && !stream_ended_) {
        const EventStream::Batch batch = stream_->next();
        if (!batch.gap_json.empty() && !co_await send(*this, door, batch.gap_json)) co_return;
        for (const auto& event : batch.events) {
            if (!co_await send(*this, door, event->json)) co_return;
        }
        if (!batch.empty() || co_await wait_for_events()) continue;
        allow(context_.options.stream_write_timeout);
        const auto [failure] = co_await door.async_ping({}, as_result);
        deadline_ = never;
        if (failure) co_return;
    }
}

/// Notices that the peer of a waiting stream has left: nothing else reads its socket.
void Session::look_for_end() {
    char byte = 0;
    const ssize_t size = recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    const bool gone = size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    if (!gone) return;
    stream_ended_ = true;
    if (wake_) wake_->cancel();
}

}  // namespace lem::http
