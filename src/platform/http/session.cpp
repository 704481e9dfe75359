#include "platform/http/session.hpp"

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "platform/http/encode.hpp"
#include "platform/http/head_check.hpp"
#include "platform/http/offload.hpp"
#include "platform/http/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace lem::http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_bytes = 256 * limits::kib;

std::string_view reason_phrase(int status) {
    switch (status) {
        case 100:
            return "Continue";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 422:
            return "Unprocessable Content";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "Status";
    }
}

/// IMF-fixdate (RFC 9110, 5.6.7), made anew once a second on each thread.
const std::string& date_header() {
    thread_local std::string text;
    thread_local std::time_t made = 0;
    const std::time_t now = std::time(nullptr);
    if (now != made) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        std::array<char, 40> buffer;
        const std::size_t size =
            std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        text.assign(buffer.data(), size);
        made = now;
    }
    return text;
}

constexpr std::string_view default_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' "
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

bool sane_request_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

std::string request_id_for(std::string_view given) {
    if (sane_request_id(given)) return std::string(given);
    thread_local std::uint64_t count = 0;
    thread_local const std::string prefix = [] {
        SystemRandom random;
        return text::hex(random.bytes(6));
    }();
    return prefix + "-" + std::to_string(++count);
}

std::uint64_t size_of(const Body& body) {
    return std::visit(
        [](const auto& held) -> std::uint64_t {
            using Held = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string>)
                return held.size();
            else if constexpr (std::is_same_v<Held, StaticBody>)
                return held.bytes.size();
            else if constexpr (std::is_same_v<Held, FileBody>)
                return held.size_bytes;
            else
                return held->size();
        },
        body);
}

std::string_view bytes_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
        return **shared;
    if (const auto* fixed = std::get_if<StaticBody>(&body)) return fixed->bytes;
    return {};
}

struct ByteRange {
    std::uint64_t first;
    std::uint64_t count;
};

enum class RangeKind { none, satisfiable, unsatisfiable };

/// One range of bytes (RFC 9110, 14.1.2). Anything else than one range is ignored.
RangeKind parse_byte_range(std::string_view header, std::uint64_t size, ByteRange& range) {
    if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos)
        return RangeKind::none;
    const auto parts = text::split(header.substr(6), '-');
    if (parts.size() != 2) return RangeKind::none;
    const auto first = text::to_int(parts[0]), last = text::to_int(parts[1]);
    const auto total = static_cast<std::int64_t>(size);
    if (parts[0].empty()) {
        if (!last || *last < 0) return RangeKind::none;
        if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
        const std::int64_t count = std::min(*last, total);
        range = {static_cast<std::uint64_t>(total - count), static_cast<std::uint64_t>(count)};
        return RangeKind::satisfiable;
    }
    if (!first || *first < 0 || (!parts[1].empty() && (!last || *last < *first)))
        return RangeKind::none;
    if (*first >= total) return RangeKind::unsatisfiable;
    const std::int64_t end = last ? std::min(*last, total - 1) : total - 1;
    range = {static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(end - *first + 1)};
    return RangeKind::satisfiable;
}

/// An upload on its way to disk: one file, hashed as it grows.
class Spool {
public:
    explicit Spool(const std::filesystem::path& folder) {
        std::string name = (folder / "upload-XXXXXX").string();
        descriptor_ = mkstemp(name.data());
        if (descriptor_ < 0) fail();
        body_ = std::make_unique<SpooledBody>(name);
    }
    ~Spool() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void append(std::string_view bytes) {
        hash_.update(bytes);
        body_->size_bytes += bytes.size();
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail();
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    std::unique_ptr<SpooledBody> finish() {
        body_->sha256 = hash_.finish_hex();
        return std::move(body_);
    }

private:
    [[noreturn]] static void fail() {
        const int reason = errno;
        const bool full = reason == ENOSPC || reason == EDQUOT;
        throw Error(full ? ErrorCode::storage_full : ErrorCode::internal,
                    full ? "The server's disk is full; nothing was stored. Try again later."
                         : "The upload could not be stored.")
            .because(std::strerror(reason));
    }

    int descriptor_ = -1;
    Sha256 hash_;
    std::unique_ptr<SpooledBody> body_;
};

std::string token_of(const Request& request) {
    const std::string_view header = request.header("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size() || !text::iequals(header.substr(0, scheme.size()), scheme))
        return {};
    return std::string(text::trim(header.substr(scheme.size())));
}

Response plain_refusal(int status, const std::string& reason, const std::string& request_id) {
    const ErrorCode code =
        status == 431 || status == 413 ? ErrorCode::too_large : ErrorCode::bad_request;
    Response response =
        problem_response(Error(code, "The request was refused: " + reason + "."), request_id);
    response.status = status;
    return response;
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, Surroundings& surroundings)
    : stream_(std::move(socket)),
      buffer_(limits::http_header_bytes_max + chunk_bytes),
      around_(surroundings) {
    boost::system::error_code failure;
    const auto remote = stream_.socket().remote_endpoint(failure);
    if (!failure) remote_address_ = remote.address().to_string();
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), failure);  // a hint: works without
}

asio::awaitable<void> Session::run() {
    for (std::size_t count = 0; count < limits::http_requests_per_connection_max; ++count) {
        if (around_.stopping) break;
        if (count + 1 == limits::http_requests_per_connection_max) keep_alive_ = false;
        if (!co_await serve_one()) break;
    }
    boost::system::error_code ignored;  // the peer may be gone already
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (body_unread_) {
        // Let the peer read our refusal before a reset throws it away.
        stream_.expires_after(std::chrono::milliseconds(500));
        for (std::size_t drained = 0; drained < 4 * limits::mib;) {
            buffer_.clear();
            const auto [failure, size] =
                co_await stream_.async_read_some(buffer_.prepare(16 * limits::kib), as_result);
            if (failure) break;
            drained += size;
        }
    }
}

void Session::close(bool now) {
    if (now || reading_head_) stream_.cancel();
}

/// Fills the buffer until it holds a whole head; false when the connection is to end.
asio::awaitable<bool> Session::read_head_bytes() {
    reading_head_ = true;
    bool started = buffer_.size() > 0;
    stream_.expires_after(started ? around_.options.header_timeout : around_.options.idle_timeout);
    while (true) {
        const std::string_view held(static_cast<const char*>(buffer_.data().data()),
                                    buffer_.size());
        // Empty lines before a request line are to be ignored (RFC 9112, 2.2).
        if (held.starts_with("\r\n")) {
            buffer_.consume(2);
            continue;
        }
        const std::size_t end = held.find("\n\r\n");  // with or without its CR: check_head judges
        const std::size_t bare = held.find("\n\n");
        if (end != std::string_view::npos || bare != std::string_view::npos) break;
        if (held.size() > limits::http_header_bytes_max) {
            co_await refuse(431, "the header is larger than 16 KiB");
            co_return false;
        }
        const auto [failure, size] =
            co_await stream_.async_read_some(buffer_.prepare(8 * limits::kib), as_result);
        if (failure == beast::error::timeout && started)
            co_await refuse(408, "the header took too long");
        if (failure) {
            reading_head_ = false;
            co_return false;
        }
        buffer_.commit(size);
        if (!started) {
            started = true;
            stream_.expires_after(around_.options.header_timeout);
        }
    }
    reading_head_ = false;
    co_return true;
}

asio::awaitable<void> Session::refuse(int status, const std::string& reason) {
    keep_alive_ = false;
    body_unread_ = true;
    Request request;
    request.request_id = request_id_for({});
    stream_.expires_after(std::chrono::seconds(5));
    co_await write(request, plain_refusal(status, reason, request.request_id));
    around_.observer({request, nullptr, 0, status, 0, std::chrono::nanoseconds(0)});
}

asio::awaitable<bool> Session::serve_one() {
    if (!co_await read_head_bytes()) co_return false;
    const std::int64_t start_ns = monotonic_ns();
    const std::string_view held(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    const std::size_t end = held.find("\r\n\r\n");
    const std::string_view head =
        held.substr(0, end == std::string_view::npos ? held.size() : end + 4);
    if (const auto refusal = check_head(head)) {
        co_await refuse(refusal->status, refusal->reason);
        co_return false;
    }
    HeadParser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits::http_header_bytes_max));
    parser.body_limit(boost::none);
    const auto [failure, ignored_size] =
        co_await beast::http::async_read_header(stream_, buffer_, parser, as_result);
    if (failure) {
        co_await refuse(400, "the header is malformed");
        co_return false;
    }

    const auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const std::size_t question = target.find('?');
    request.path = std::string(target.substr(0, question));
    if (question != std::string_view::npos)
        request.raw_query = std::string(target.substr(question + 1));
    request.query = parse_query(request.raw_query);
    for (const auto& field : message) {
        request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    request.request_id = request_id_for(request.header("x-request-id"));
    request.remote_address = remote_address_;
    keep_alive_ = keep_alive_ && parser.keep_alive();
    body_unread_ = !parser.is_done();

    const Match match = around_.routes.find(request.method, request.path);
    ++around_.gauges.requests_in_flight;
    Response response = co_await answer(request, parser, match);
    if (body_unread_) keep_alive_ = false;
    const int status = response.status;
    stream_.expires_after(limits::http_write_timeout);
    const std::uint64_t bytes = co_await write(request, std::move(response));
    --around_.gauges.requests_in_flight;
    around_.observer({request, match.route, match.index, status, bytes,
                      std::chrono::nanoseconds(monotonic_ns() - start_ns)});
    co_return keep_alive_;
}

asio::awaitable<Response> Session::answer(Request& request, HeadParser& parser,
                                          const Match& match) {
    try {
        if (match.route == nullptr) {
            if (match.allowed_methods.empty())
                throw Error(ErrorCode::not_found,
                            "There is nothing at " + request.path.substr(0, 200) + ".");
            std::string allow;
            for (const std::string& method : match.allowed_methods)
                allow += (allow.empty() ? "" : ", ") + method;
            Response response;
            if (request.method == "OPTIONS")
                response.status = 204;
            else
                response = problem_response(
                    Error(ErrorCode::method_not_allowed,
                          request.method + " is not possible here; allowed: " + allow + "."),
                    request.request_id);
            response.headers.push_back({"Allow", allow});
            co_return response;
        }
        const Route& route = *match.route;
        request.path_parameters = match.path_parameters;
        if (route.scope != Scope::anyone) co_await authenticate(request, route);
        if (route.body_mode != BodyMode::none) co_await read_body(request, parser, route);
        if (route.execution == Execution::on_event_thread) co_return route.handler(request);
        if (around_.gauges.blocking_queued.load() >=
            static_cast<std::int64_t>(limits::http_blocking_queue_max)) {
            throw Error(ErrorCode::unavailable, "The server is busy; try again in a moment.");
        }
        ++around_.gauges.blocking_queued;
        const auto work = [&route, &request, &gauges = around_.gauges] {
            --gauges.blocking_queued;
            return route.handler(request);
        };
        co_return co_await offload(around_.pool, work);
    } catch (...) {
        co_return current_exception_response(request.request_id);
    }
}

asio::awaitable<void> Session::authenticate(Request& request, const Route& route) {
    const std::string token = token_of(request);
    if (token.empty()) {
        throw Error(ErrorCode::unauthenticated,
                    "This needs a token: send the header Authorization: Bearer lemu_...; `lem "
                    "admin token create` makes one.");
    }
    const auto look_up = [&token, &authenticator = around_.authenticator] {
        return authenticator(token);
    };
    auto caller = co_await offload(around_.pool, look_up);
    if (!caller)
        throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
    if (!caller->may(route.scope)) {
        throw Error(ErrorCode::forbidden,
                    "The token lacks the scope " + std::string(scope_name(route.scope)) + ".");
    }
    request.caller = std::move(*caller);
}

asio::awaitable<void> Session::read_body(Request& request, HeadParser& head, const Route& route) {
    if (!route.content_types.empty()) {
        const std::string type = request.content_type();
        if (std::find(route.content_types.begin(), route.content_types.end(), type) ==
            route.content_types.end()) {
            std::string accepted;
            for (const std::string& each : route.content_types)
                accepted += (accepted.empty() ? "" : ", ") + each;
            throw Error(ErrorCode::unsupported_media_type,
                        "The body must be " + accepted +
                            (type.empty() ? "; Content-Type is missing."
                                          : ", not " + type.substr(0, 100) + "."));
        }
    }
    const auto too_large = [&route] {
        return Error(ErrorCode::too_large, "The body may hold at most " +
                                               std::to_string(route.body_bytes_max) + " bytes.");
    };
    const auto length = head.content_length();
    if (length && *length > route.body_bytes_max) throw too_large();
    if (text::iequals(request.header("expect"), "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [failure, size] =
            co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
        if (failure) throw Error(ErrorCode::cancelled, "The client went away.");
    }

    beast::http::request_parser<beast::http::buffer_body> parser(std::move(head));
    parser.body_limit(route.body_bytes_max);
    std::optional<Spool> spool;
    if (route.body_mode == BodyMode::spooled) spool.emplace(around_.options.spool_folder);
    std::string chunk(64 * limits::kib, '\0');
    std::uint64_t received = 0;
    const auto start = std::chrono::steady_clock::now();
    while (!parser.is_done()) {
        const auto earned = std::chrono::seconds(received / limits::http_body_bytes_per_sec_min);
        stream_.expires_at(start + around_.options.body_grace + earned);
        parser.get().body().data = chunk.data();
        parser.get().body().size = chunk.size();
        const auto [failure, ignored_size] =
            co_await beast::http::async_read_some(stream_, buffer_, parser, as_result);
        if (failure == beast::http::error::body_limit) throw too_large();
        if (failure == beast::error::timeout)
            throw Error(ErrorCode::timed_out, "The body arrived too slowly.");
        if (failure && failure != beast::http::error::need_buffer) {
            throw Error(ErrorCode::bad_request, "The body is broken or ended too early.");
        }
        const std::string_view bytes(chunk.data(), chunk.size() - parser.get().body().size);
        received += bytes.size();
        if (spool) {
            const auto store = [&spool, bytes] { return spool->append(bytes), true; };
            co_await offload(around_.pool, store);
        } else {
            request.body.append(bytes);
        }
    }
    if (spool) request.spooled = spool->finish();
    body_unread_ = false;
}

asio::awaitable<std::uint64_t> Session::write(const Request& request, Response response) {
    const bool head_only = request.method == "HEAD";
    const bool not_modified =
        response.status == 200 && etag_matches(request.header("if-none-match"), response.etag);
    if (not_modified) response.status = 304;
    const bool bodiless = response.status == 304 || response.status == 204;

    std::string_view coding_used;
    const auto* file = std::get_if<FileBody>(&response.body);
    const bool worthwhile = response.compressible && file == nullptr &&
                            size_of(response.body) > 1024 && is_text_type(response.content_type);
    const bool varies =
        response.compressible && file == nullptr && is_text_type(response.content_type);
    if (worthwhile && !bodiless) {
        const Coding coding = choose_coding(request.header("accept-encoding"));
        if (coding != Coding::identity) {
            response.body = compress(bytes_of(response.body), coding);
            coding_used = coding_name(coding);
        }
    }

    const std::uint64_t total = size_of(response.body);
    ByteRange range{0, total};
    const bool may_range = file != nullptr && response.status == 200;
    if (may_range) {
        const std::string_view if_range = request.header("if-range");
        const std::string_view wanted =
            if_range.empty() || if_range == response.etag ? request.header("range") : "";
        const RangeKind kind = parse_byte_range(wanted, total, range);
        if (kind == RangeKind::satisfiable) response.status = 206;
        if (kind == RangeKind::unsatisfiable) {
            response.status = 416;
            range.count = 0;
        }
    }

    std::string head;
    head.reserve(1024);
    const auto add = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    head.append("HTTP/1.1 ")
        .append(std::to_string(response.status))
        .append(" ")
        .append(reason_phrase(response.status))
        .append("\r\n");
    add("Date", date_header());
    add("X-Request-Id", request.request_id);
    if (!response.content_type.empty() && !bodiless) add("Content-Type", response.content_type);
    if (response.status != 204 && response.status != 304)
        add("Content-Length", std::to_string(range.count));
    if (!coding_used.empty()) add("Content-Encoding", coding_used);
    if (varies) add("Vary", "Accept-Encoding");
    if (!response.etag.empty()) add("ETag", response.etag);
    add("Cache-Control", response.cache_control.empty() ? "no-store" : response.cache_control);
    if (may_range) add("Accept-Ranges", "bytes");
    if (response.status == 206) {
        add("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                 std::to_string(range.first + range.count - 1) + "/" +
                                 std::to_string(total));
    } else if (response.status == 416) {
        add("Content-Range", "bytes */" + std::to_string(total));
    }
    for (const auto& [name, value] : response.headers)
        add(name, value);
    add("Content-Security-Policy", response.content_security_policy.empty()
                                       ? default_policy
                                       : std::string_view(response.content_security_policy));
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "strict-origin-when-cross-origin");
    add("Cross-Origin-Opener-Policy", "same-origin");
    const bool public_data = request.path.starts_with("/api/");
    add("Cross-Origin-Resource-Policy", public_data ? "cross-origin" : "same-origin");
    if (public_data) add("Access-Control-Allow-Origin", "*");
    add("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (!keep_alive_ || around_.stopping) {
        keep_alive_ = false;
        add("Connection", "close");
    }
    head.append("\r\n");

    const bool with_body = !head_only && !bodiless && range.count > 0;
    const std::string_view bytes =
        with_body && file == nullptr ? bytes_of(response.body) : std::string_view{};
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                                  asio::buffer(bytes.data(), bytes.size())};
    const auto [failure, size] = co_await asio::async_write(stream_, parts, as_result);
    if (failure) {
        keep_alive_ = false;
        co_return 0;
    }
    if (with_body && file != nullptr) co_await write_file(*file, range.first, range.count);
    co_return head.size() + (with_body ? range.count : 0);
}

asio::awaitable<void> Session::write_file(const FileBody& file, std::uint64_t first,
                                          std::uint64_t count) {
    const int descriptor = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    std::string chunk;
    while (count > 0 && descriptor >= 0) {
        chunk.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, chunk_bytes)));
        const auto read_chunk = [&chunk, descriptor, first] {
            return pread(descriptor, chunk.data(), chunk.size(), static_cast<off_t>(first));
        };
        const ssize_t size = co_await offload(around_.pool, read_chunk);
        if (size <= 0) break;
        stream_.expires_after(limits::http_write_timeout);
        const auto [failure, written] = co_await asio::async_write(
            stream_, asio::buffer(chunk.data(), static_cast<std::size_t>(size)), as_result);
        if (failure) break;
        first += static_cast<std::uint64_t>(size);
        count -= static_cast<std::uint64_t>(size);
    }
    if (descriptor >= 0) ::close(descriptor);
    if (count > 0)
        keep_alive_ = false;  // the promised length was not sent; the client must see a cut
}

}  // namespace lem::http
