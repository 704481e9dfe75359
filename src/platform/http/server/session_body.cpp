/// Receives the body of a request: into memory, or as an upload within the limits of its sender.

#include "base/text.hpp"
#include "platform/http/server/session.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>

namespace lem::http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

void require_content_type(const Request& request, const Route& route) {
    if (route.content_types.empty()) return;
    const std::string type = request.content_type();
    const auto& types = route.content_types;
    if (std::find(types.begin(), types.end(), type) != types.end()) return;
    std::string accepted;
    for (const std::string& each : types)
        accepted += (accepted.empty() ? "" : ", ") + each;
    throw Error(
        ErrorCode::unsupported_media_type,
        "The body must be " + accepted +
            (type.empty() ? "; Content-Type is missing." : ", not " + type.substr(0, 100) + "."));
}

Error too_large(const Route& route) {
    return Error(ErrorCode::too_large,
                 "The body may hold at most " + std::to_string(route.body_bytes_max) + " bytes.");
}

}  // namespace

/// A body while it arrives, and its rate: bytes since the last check of the rate.
struct Session::ArrivingBody {
    using Parser = beast::http::request_parser<beast::http::buffer_body>;

    ArrivingBody(HeadParser&& head, const Route& of) : parser(std::move(head)), route(of) {
        parser.body_limit(route.body_bytes_max);
    }

    Parser parser;
    const Route& route;
    std::string chunk = std::string(64 * limits::kib, '\0');
    std::chrono::steady_clock::time_point proved_at = std::chrono::steady_clock::now();
    std::size_t bytes_since = 0;
};

/// The next piece, valid until the next call; empty at the end of the body.
asio::awaitable<std::string_view> Session::next_piece(ArrivingBody& body) {
    const auto grace = context_.options.body_grace;
    while (!body.parser.is_done()) {
        allow(body.proved_at + grace - std::chrono::steady_clock::now());
        body.parser.get().body().data = body.chunk.data();
        body.parser.get().body().size = body.chunk.size();
        const auto [failure, ignored_size] =
            co_await beast::http::async_read_some(socket_, buffer_, body.parser, as_result);
        if (failure == beast::http::error::body_limit) throw too_large(body.route);
        deadline_ = never;
        if (failure && timed_out_)
            throw Error(ErrorCode::timed_out, "The body arrived too slowly.");
        if (failure && failure != beast::http::error::need_buffer)
            throw Error(ErrorCode::bad_request, "The body is broken or ended too early.");
        const std::size_t size = body.chunk.size() - body.parser.get().body().size;
        body.bytes_since += size;
        if (body.bytes_since >=
            limits::http_body_bytes_per_sec_min * static_cast<std::size_t>(grace.count()) / 1'000) {
            body.proved_at = std::chrono::steady_clock::now();
            body.bytes_since = 0;
        }
        if (size > 0) co_return std::string_view(body.chunk.data(), size);
    }
    co_return std::string_view{};
}

/// Stores a piece of an upload; what needs the disk is done off the event thread.
asio::awaitable<void> Session::store(blob::StagedFileWriter& file, std::string_view bytes,
                                     bool known) {
    if (file.stays_in_memory(bytes.size())) {
        file.append(bytes);
        co_return;
    }
    const auto write = [&file, bytes] { return file.append(bytes), true; };
    co_await context_.work.run(WorkClass::disk, known, write);
}

/// Tells the limits of strangers how much room the disk has now.
asio::awaitable<void> Session::look_for_disk_room() {
    const auto look = [&budgets = context_.budgets, &folder = context_.options.spool_folder] {
        std::error_code unknown;  // then writing fails
        const auto room = std::filesystem::space(folder, unknown).available;
        if (!unknown) budgets.set_disk_room(room);
        return true;
    };
    co_await context_.work.run(WorkClass::disk, false, look);
}

/// Receives the body as an upload, within the limits of its sender.
asio::awaitable<void> Session::stage(Exchange& exchange, ArrivingBody& body) {
    const bool known = exchange.request.caller.is_known();
    const bool local = exchange.client.limit_key.empty();
    const Holder holder{local ? std::string() : exchange.holder().key, known};
    if (!known) co_await look_for_disk_room();
    exchange.upload_file = context_.budgets.take(Resource::upload_files, holder);
    exchange.upload_bytes = context_.budgets.take(Resource::upload_bytes, holder, 0);
    std::optional<blob::StagedFileWriter> file(context_.options.spool_folder);
    std::exception_ptr failure;
    try {
        while (true) {
            const std::string_view bytes = co_await next_piece(body);
            if (bytes.empty()) break;
            exchange.upload_bytes.grow(bytes.size());
            co_await store(*file, bytes, known);
        }
        exchange.request.upload = file->finish();
    } catch (...) {
        failure = std::current_exception();  // rethrown after removing the file
    }
    if (file->is_on_disk()) {
        const auto close_file = [&file] { return file.reset(), true; };
        co_await context_.work.run(WorkClass::disk, true, close_file);
    }
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Session::read_body(Exchange& exchange) {
    Request& request = exchange.request;
    const Route& route = *exchange.match.route;
    require_content_type(request, route);
    const auto length = exchange.parser.content_length();
    if (length && *length > route.body_bytes_max) throw too_large(route);
    if (text::iequals(request.header("expect"), "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        allow(context_.options.body_grace);
        const auto [failure, size] =
            co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
        if (failure) throw Error(ErrorCode::cancelled, "The client went away.");
    }
    ArrivingBody body(std::move(exchange.parser), route);
    if (route.body_mode == BodyMode::spooled) {
        co_await stage(exchange, body);
    } else {
        for (std::string_view bytes; !(bytes = co_await next_piece(body)).empty();)
            request.body.append(bytes);
    }
    body_unread_ = false;
}

}  // namespace lem::http
