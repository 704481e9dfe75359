#include "platform/http/server/session.hpp"

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "platform/http/api/base_path.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/server/head_check.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace lem::http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_bytes = 256 * limits::kib;

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

std::string token_of(const Request& request) {
    const std::string_view header = request.header("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size() || !text::iequals(header.substr(0, scheme.size()), scheme))
        return {};
    return std::string(text::trim(header.substr(scheme.size())));
}

/// Removes the upload where the handler ran: who has the answer finds no file left behind.
class UploadRemoval {
public:
    explicit UploadRemoval(Request& request) : request_(request) {}
    ~UploadRemoval() { request_.upload.reset(); }
    UploadRemoval(const UploadRemoval&) = delete;
    UploadRemoval& operator=(const UploadRemoval&) = delete;

private:
    Request& request_;
};

WorkClass class_of(const Route& route, const Request& request) {
    if (!request.upload) return WorkClass::read;
    const bool bulky = route.is_bulky && route.is_bulky(*request.upload);
    return bulky ? WorkClass::bundle : WorkClass::upload;
}

/// Opened by the first read. Closed with its object.
class ReadFile {
public:
    ReadFile() = default;
    ~ReadFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    ReadFile(const ReadFile&) = delete;
    ReadFile& operator=(const ReadFile&) = delete;

    /// As pread; -1 also when the file cannot be opened.
    ssize_t read(const std::filesystem::path& path, std::uint64_t at, std::string& into) {
        if (descriptor_ < 0) descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) return -1;
        return pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
    }

private:
    int descriptor_ = -1;
};

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

Response plain_refusal(int status, const std::string& reason, const std::string& request_id) {
    const ErrorCode code =
        status == 431 || status == 413 ? ErrorCode::too_large : ErrorCode::bad_request;
    Response response =
        problem_response(Error(code, "The request was refused: " + reason + "."), request_id);
    response.status = status;
    return response;
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, Surroundings& surroundings, AnswerCache& cache)
    : socket_(std::move(socket)),
      buffer_(limits::http_header_bytes_max + chunk_bytes),
      around_(surroundings),
      cache_(cache) {
    boost::system::error_code failure;
    const auto remote = socket_.remote_endpoint(failure);
    if (!failure) remote_address_ = remote.address().to_string();
    socket_.set_option(asio::ip::tcp::no_delay(true), failure);  // a hint: works without
}

asio::awaitable<void> Session::run() {
    for (std::size_t count = 0; count < limits::http_requests_per_connection_max; ++count) {
        if (around_.stopping) break;
        if (count + 1 == limits::http_requests_per_connection_max) keep_alive_ = false;
        if (!co_await serve_one()) break;
    }
    boost::system::error_code ignored;  // the peer may be gone already
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (body_unread_) {
        // Let the peer read our refusal before a reset throws it away.
        allow(std::chrono::milliseconds(500));
        for (std::size_t drained = 0; drained < 4 * limits::mib;) {
            buffer_.clear();
            const auto [failure, size] =
                co_await socket_.async_read_some(buffer_.prepare(16 * limits::kib), as_result);
            if (failure) break;
            drained += size;
        }
    }
}

void Session::close(bool now) {
    boost::system::error_code ignored;  // the peer may be gone already
    if (now || reading_head_) socket_.cancel(ignored);
}

void Session::allow(std::chrono::steady_clock::duration time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    timed_out_ = false;
}

void Session::check_deadline(std::chrono::steady_clock::time_point now) {
    if (now < deadline_) return;
    deadline_ = never;
    timed_out_ = true;
    close(true);
}

/// Fills the buffer until it holds a whole head; false when the connection is to end.
asio::awaitable<bool> Session::read_head_bytes() {
    reading_head_ = true;
    bool started = buffer_.size() > 0;
    allow(started ? around_.options.header_timeout : around_.options.idle_timeout);
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
            co_await socket_.async_read_some(buffer_.prepare(8 * limits::kib), as_result);
        if (failure && timed_out_ && started) co_await refuse(408, "the header took too long");
        if (failure) {
            reading_head_ = false;
            co_return false;
        }
        buffer_.commit(size);
        if (!started) {
            started = true;
            allow(around_.options.header_timeout);
        }
    }
    deadline_ = never;
    reading_head_ = false;
    co_return true;
}

asio::awaitable<void> Session::refuse(int status, const std::string& reason) {
    keep_alive_ = false;
    body_unread_ = true;
    Request request;
    request.request_id = request_id_for({});
    co_await write(request, prepare(request, plain_refusal(status, reason, request.request_id)));
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
        co_await beast::http::async_read_header(socket_, buffer_, parser, as_result);
    if (failure) {
        co_await refuse(400, "the header is malformed");
        co_return false;
    }

    const auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const std::size_t question = target.find('?');
    request.path = inside_base_path(around_.routes.base_path(), target.substr(0, question));
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
    const auto prepared = co_await prepared_answer(request, parser, match);
    if (body_unread_) keep_alive_ = false;
    const Sent sent = co_await write(request, *prepared);
    --around_.gauges.requests_in_flight;
    around_.observer({request, match.route, match.index, sent.status, sent.bytes,
                      std::chrono::nanoseconds(monotonic_ns() - start_ns)});
    co_return keep_alive_;
}

asio::awaitable<std::shared_ptr<const PreparedAnswer>> Session::prepared_answer(
    Request& request, HeadParser& parser, const Match& match) {
    const bool cached =
        match.route != nullptr && match.route->cached && around_.options.data_version;
    if (!cached) {
        Response response = co_await answer(request, parser, match);
        co_return std::make_shared<const PreparedAnswer>(prepare(request, std::move(response)));
    }
    // Taken before the handler looks: what it then finds is at least as new.
    const std::uint64_t data_version = around_.options.data_version();
    std::string key = AnswerCache::key_of(request);
    if (auto held = cache_.find(data_version, key)) co_return held;
    auto made = std::make_shared<const PreparedAnswer>(
        prepare(request, co_await answer(request, parser, match)));
    if (made->status == 200) cache_.keep(data_version, std::move(key), made);
    co_return made;
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
        if (!route.scope.is_none()) co_await authenticate(request, route);
        if (route.body_mode != BodyMode::none) co_await read_body(request, parser, route);
        if (route.execution == Execution::on_event_thread) co_return route.handler(request);
        const auto handle = [&route, &request] {
            const UploadRemoval after(request);
            return route.handler(request);
        };
        co_return co_await around_.work.run(class_of(route, request), request.caller.is_known(),
                                            handle);
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
    auto caller = co_await around_.work.run(WorkClass::credential, false, look_up);
    if (!caller)
        throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
    if (!caller->may(route.scope.name())) {
        throw Error(ErrorCode::forbidden,
                    "The token lacks the scope " + std::string(route.scope.name()) + ".");
    }
    request.caller = std::move(*caller);
}

/// A body while it arrives, and how fast: bytes since the sender last proved to be fast enough.
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
    const auto grace = around_.options.body_grace;
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

asio::awaitable<void> Session::stage(Request& request, ArrivingBody& body) {
    const bool known = request.caller.is_known();
    std::optional<blob::StagedFileWriter> file;
    std::exception_ptr failure;
    try {
        const auto make = [&] { return file.emplace(around_.options.spool_folder), true; };
        co_await around_.work.run(WorkClass::disk, known, make);
        while (true) {
            const std::string_view bytes = co_await next_piece(body);
            if (bytes.empty()) break;
            const auto store = [&file, bytes] { return file->append(bytes), true; };
            co_await around_.work.run(WorkClass::disk, known, store);
        }
        request.upload = file->finish();
    } catch (...) {
        failure = std::current_exception();  // rethrown once the file is removed
    }
    const auto close_file = [&file] { return file.reset(), true; };
    co_await around_.work.run(WorkClass::disk, true, close_file);
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Session::read_body(Request& request, HeadParser& head, const Route& route) {
    require_content_type(request, route);
    const auto length = head.content_length();
    if (length && *length > route.body_bytes_max) throw too_large(route);
    if (text::iequals(request.header("expect"), "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        allow(around_.options.body_grace);
        const auto [failure, size] =
            co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
        if (failure) throw Error(ErrorCode::cancelled, "The client went away.");
    }
    ArrivingBody body(std::move(head), route);
    if (route.body_mode == BodyMode::spooled) {
        co_await stage(request, body);
    } else {
        for (std::string_view bytes; !(bytes = co_await next_piece(body)).empty();)
            request.body.append(bytes);
    }
    body_unread_ = false;
}

asio::awaitable<Session::Sent> Session::write(const Request& request,
                                              const PreparedAnswer& answer) {
    if (around_.stopping) keep_alive_ = false;
    const Sending sending = sending_of(request, answer, keep_alive_);
    const std::string_view bytes =
        sending.range.count > 0 ? bytes_of(answer.body) : std::string_view{};
    const std::array<asio::const_buffer, 2> parts{asio::buffer(sending.head),
                                                  asio::buffer(bytes.data(), bytes.size())};
    allow(limits::http_write_timeout);
    const auto [failure, size] = co_await asio::async_write(socket_, parts, as_result);
    deadline_ = never;
    if (failure) {
        keep_alive_ = false;
        co_return Sent{sending.status, 0};
    }
    if (sending.range.count > 0 && answer.is_file)
        co_await write_file(std::get<FileBody>(answer.body), sending.range.first,
                            sending.range.count);
    co_return Sent{sending.status, sending.head.size() + sending.range.count};
}

asio::awaitable<void> Session::write_file(const FileBody& file, std::uint64_t first,
                                          std::uint64_t count) {
    ReadFile source;
    std::string chunk;
    while (count > 0) {
        chunk.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, chunk_bytes)));
        const auto read_chunk = [&] { return source.read(file.path, first, chunk); };
        const ssize_t size = co_await around_.work.run(WorkClass::disk, true, read_chunk);
        if (size <= 0) break;
        allow(limits::http_write_timeout);
        const auto [failure, written] = co_await asio::async_write(
            socket_, asio::buffer(chunk.data(), static_cast<std::size_t>(size)), as_result);
        deadline_ = never;
        if (failure) break;
        first += static_cast<std::uint64_t>(size);
        count -= static_cast<std::uint64_t>(size);
    }
    if (count > 0)
        keep_alive_ = false;  // the promised length was not sent; the client must see a cut
}

}  // namespace lem::http
