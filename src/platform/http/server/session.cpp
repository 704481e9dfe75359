#include "platform/http/server/session.hpp"

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "platform/http/api/base_path.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/server/head_check.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

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

/// Removes the upload on the thread of the handler, before the answer is sent.
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
    if (route.draws) return WorkClass::picture;
    if (!request.upload) return WorkClass::read;
    const bool bulky = route.is_bulky && route.is_bulky(*request.upload);
    return bulky ? WorkClass::bundle : WorkClass::upload;
}

void require_scope(const Caller& caller, RequiredScope scope) {
    if (caller.may(scope.name())) return;
    if (!caller.is_known())
        throw Error(ErrorCode::unauthenticated,
                    "This needs a token: sign in, or send the header Authorization: Bearer "
                    "lemu_...; `lem login` gets one.");
    throw Error(ErrorCode::forbidden,
                "The token lacks the scope " + std::string(scope.name()) + ".");
}

/// The answer for an unknown path, or a method that it does not have.
Response without_route(const Request& request, const Match& match) {
    Response response;
    response.status = 204;
    if (request.method == "OPTIONS" && request.path == "*") return response;
    if (match.allowed_methods.empty())
        throw Error(ErrorCode::not_found,
                    "There is nothing at " + request.path.substr(0, 200) + ".");
    std::string allow;
    for (const std::string& method : match.allowed_methods)
        allow += (allow.empty() ? "" : ", ") + method;
    if (request.method != "OPTIONS")
        response = problem_response(
            Error(ErrorCode::method_not_allowed,
                  request.method + " is not allowed here; allowed: " + allow + "."),
            request.request_id);
    response.headers.push_back({"Allow", allow});
    return response;
}

Response secret_in_address(const std::string& request_id) {
    return problem_response(
        Error(ErrorCode::bad_request,
              "The address contains a token, and browsers, proxies and logs keep addresses. Revoke "
              "the token, and send the next one in the header Authorization: Bearer lemu_..."),
        request_id);
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

Session::Session(asio::ip::tcp::socket socket, ServerContext& context, AnswerCache& cache,
                 StreamWaiters& waiters, Budgets::Share connection, std::optional<Error> refusal)
    : socket_(std::move(socket)),
      buffer_(limits::http_header_bytes_max + chunk_bytes),
      context_(context),
      cache_(cache),
      connection_(std::move(connection)),
      refusal_(std::move(refusal)),
      waiters_(waiters) {
    boost::system::error_code failure;
    const auto remote = socket_.remote_endpoint(failure);
    if (!failure) peer_ = Peer(remote.address());
    socket_.set_option(asio::ip::tcp::no_delay(true), failure);  // optional
    socket_.native_non_blocking(true, failure);                  // for write_cached
}

asio::awaitable<void> Session::run() {
    for (std::size_t count = 0; count < limits::http_requests_per_connection_max; ++count) {
        if (context_.stopping) break;
        if (count + 1 == limits::http_requests_per_connection_max) keep_alive_ = false;
        if (!co_await serve_one()) break;
    }
    if (stream_) co_await serve_stream();
    boost::system::error_code ignored;  // the peer may be gone already
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (body_unread_) {
        // Let the peer read the refusal before a reset discards it.
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
    if (!stream_) return;
    // A stream ends between two frames, without waiting for a reader that has stopped.
    if (wake_) wake_->cancel();
    deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + limits::http_deadline_tick);
}

void Session::allow(std::chrono::steady_clock::duration time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    timed_out_ = false;
}

void Session::check_deadline(std::chrono::steady_clock::time_point now) {
    if (stream_ && now >= next_look_) {
        next_look_ = now + std::chrono::seconds(1);
        look_for_end();
    }
    if (now < deadline_) return;
    deadline_ = never;
    timed_out_ = true;
    close(true);
}

/// Fills the buffer until it has a whole head; false if the connection must end.
asio::awaitable<bool> Session::read_head_bytes() {
    reading_head_ = true;
    bool started = buffer_.size() > 0;
    allow(started ? context_.options.header_timeout : context_.options.idle_timeout);
    while (true) {
        const std::string_view held(static_cast<const char*>(buffer_.data().data()),
                                    buffer_.size());
        // Empty lines before a request line must be ignored (RFC 9112, 2.2).
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
            allow(context_.options.header_timeout);
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
    context_.observer({request, nullptr, 0, status, 0, std::chrono::nanoseconds(0)});
}

/// Parses the head into a request; false if it is invalid.
bool Session::read_head(Exchange& exchange) {
    const auto& message = exchange.parser.get();
    Request& request = exchange.request;
    const auto target = split_target({message.target().data(), message.target().size()});
    if (!target) return false;
    request.method = std::string(message.method_string());
    request.path = inside_base_path(context_.routes.base_path(), target->path);
    request.raw_query = std::string(target->query);
    request.query = parse_query(request.raw_query);
    for (const auto& field : message) {
        const bool replaced =
            !target->authority.empty() && field.name() == beast::http::field::host;
        request.headers.push_back(
            {std::string(field.name_string()),
             std::string(replaced ? target->authority : std::string_view(field.value()))});
    }
    request.request_id = request_id_for(request.header("x-request-id"));
    exchange.client = client_of(peer_, request, context_.options.proxies);
    request.remote_address = exchange.client.address;
    request.uses_https = exchange.client.uses_https;
    request.host = exchange.client.requested_host;
    exchange.credentials = credentials_of(request);
    exchange.match = context_.routes.find(request.method, request.path);
    return true;
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
    Exchange exchange;
    exchange.parser.header_limit(static_cast<std::uint32_t>(limits::http_header_bytes_max));
    exchange.parser.body_limit(boost::none);
    // The whole head is here, so there is nothing to wait for.
    boost::system::error_code failure;
    buffer_.consume(exchange.parser.put(buffer_.data(), failure));
    if (failure || !exchange.parser.is_header_done() || !read_head(exchange)) {
        co_await refuse(400, "the header is malformed");
        co_return false;
    }
    keep_alive_ = keep_alive_ && exchange.parser.keep_alive();
    body_unread_ = !exchange.parser.is_done();

    const auto prepared = co_await prepared_answer(exchange);
    if (body_unread_ || refusal_) keep_alive_ = false;
    const bool follows = begin_stream(exchange, *prepared);
    Sent sent{101, 0};  // a WebSocket's handshake sends its own answer
    if (!upgrade_) sent = co_await write(exchange.request, *prepared);
    context_.observer({exchange.request, exchange.match.route, exchange.match.index, sent.status,
                       sent.bytes, std::chrono::nanoseconds(monotonic_ns() - start_ns)});
    co_return keep_alive_ && !follows;
}

/// The connection now belongs to the stream, and counts as one.
bool Session::begin_stream(Exchange& exchange, const PreparedAnswer& answer) {
    if (!answer.events || exchange.request.method == "HEAD") return false;
    stream_ = answer.events;
    keep_alive_ = false;
    if (beast::websocket::is_upgrade(exchange.parser.get())) upgrade_ = exchange.parser.release();
    connection_ = std::move(exchange.stream_place);
    buffer_.clear();
    buffer_.shrink_to_fit();
    return true;
}

asio::awaitable<std::shared_ptr<const PreparedAnswer>> Session::prepared_answer(
    Exchange& exchange) {
    const Route* route = exchange.match.route;
    if (context_.options.gate) {
        if (auto refusal = context_.options.gate(exchange.request))
            co_return std::make_shared<const PreparedAnswer>(
                prepare(exchange.request, std::move(*refusal)));
    }
    // Cached answers are the same for every anonymous caller. A caller with a credential gets a
    // private answer.
    const bool has_secret =
        context_.options.has_secret && context_.options.has_secret(exchange.request.raw_query);
    if (has_secret)
        co_return std::make_shared<const PreparedAnswer>(
            prepare(exchange.request, secret_in_address(exchange.request.request_id)));
    const bool kept = route != nullptr && route->cached && context_.options.topic_value &&
                      !exchange.credentials.any() && !refusal_ && !excludes(exchange);
    if (!kept) {
        Response response = co_await answer(exchange);
        // What is for one caller, or for those whom a gate lets in, is kept by nobody between.
        const bool personal = exchange.credentials.any() || context_.options.gate ||
                              !context_.options.sign_in_path.empty();
        if (personal && !response.cache_control.empty())
            response.cache_control = "private, no-cache";
        co_return std::make_shared<const PreparedAnswer>(
            prepare(exchange.request, std::move(response)));
    }
    // Read before the handler runs, whose data is then at least as new.
    AnswerCache::Version version;
    for (const std::string& topic : *route->cached)
        version.push_back(context_.options.topic_value(topic));
    std::string key = AnswerCache::key_of(exchange.request);
    if (route->names_host)
        key += (exchange.request.uses_https ? " https " : " http ") + exchange.request.host;
    if (auto held = cache_.find(version, key)) co_return held;
    auto made = std::make_shared<const PreparedAnswer>(
        prepare(exchange.request, co_await answer(exchange)));
    if (made->status == 200) cache_.keep(std::move(version), std::move(key), made);
    co_return made;
}

asio::awaitable<Response> Session::answer(Exchange& exchange) {
    const Request& request = exchange.request;
    try {
        co_return co_await handle(exchange);
    } catch (const Error& error) {
        const Route* route = exchange.match.route;
        const Response problem = current_exception_response(request.request_id);
        if (route == nullptr || !route->refusal || !request.prefers_html()) co_return problem;
        Response page = route->refusal(request, error);
        if (const int seconds = retry_after_s(error); seconds > 0)
            page.headers.push_back({"Retry-After", std::to_string(seconds)});
        co_return page;
    } catch (...) {
        co_return current_exception_response(request.request_id);
    }
}

asio::awaitable<Response> Session::handle(Exchange& exchange) {
    co_await identify(exchange);
    admit(exchange);
    if (exchange.match.route == nullptr) co_return without_route(exchange.request, exchange.match);
    const Route& route = *exchange.match.route;
    Request& request = exchange.request;
    request.path_parameters = exchange.match.path_parameters;
    if (excludes(exchange)) {
        if (request.method != "GET" || !request.prefers_html())
            throw Error(ErrorCode::unauthenticated,
                        "This server is for its members only: sign in, or send a token.");
        Response response;
        response.status = 303;
        response.headers.push_back(
            {"Location",
             context_.options.sign_in_path + "?" +
                 schema::to_query_text(
                     {{"return_to", request.path + (request.raw_query.empty() ? "" : "?") +
                                        request.raw_query}})});
        co_return response;
    }
    require_scope(request.caller, route.scope);
    if (route.body_mode != BodyMode::none) co_await read_body(exchange);
    if (route.in_memory) {
        Response response = route.handler(request);
        if (response.events) admit_stream(exchange);
        co_return response;
    }
    const auto run = [&route, &request] {
        const UploadRemoval after(request);
        return route.handler(request);
    };
    Response response =
        co_await context_.work.run(class_of(route, request), request.caller.is_known(), run);
    exchange.upload_bytes.release();
    exchange.upload_file.release();
    co_return response;
}

/// Whether the server is for its members only, and this caller is none.
bool Session::excludes(const Exchange& exchange) const {
    const Route* route = exchange.match.route;
    return !context_.options.sign_in_path.empty() && route != nullptr && !route->for_strangers &&
           !exchange.request.caller.is_known();
}

Holder Session::Exchange::holder() const {
    if (request.caller.is_known()) return {request.caller.account_id, true};
    return {client.limit_key, false};
}

/// Identifies the caller on every route: public answers may show more to owners.
asio::awaitable<void> Session::identify(Exchange& exchange) {
    const Credentials& given = exchange.credentials;
    std::optional<Caller> by_token, by_cookie;
    if (!given.bearer.empty()) {
        by_token = co_await find_caller(exchange, given.bearer, CredentialSource::bearer);
        if (!by_token)
            throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
    }
    // With an ended session the caller is anonymous: browsers send its cookie unasked.
    if (!given.cookie.empty())
        by_cookie = co_await find_caller(exchange, given.cookie, CredentialSource::cookie);
    if (by_token && by_cookie && by_token->account_id != by_cookie->account_id)
        throw Error(ErrorCode::bad_request,
                    "The session cookie and the bearer token belong to different accounts; send "
                    "only one of them.");
    require_own_page(exchange.request, exchange.client, given);
    if (by_cookie) exchange.request.caller = std::move(*by_cookie);
    if (by_token) exchange.request.caller = std::move(*by_token);
}

asio::awaitable<std::optional<Caller>> Session::find_caller(const Exchange& exchange,
                                                            std::string_view secret,
                                                            CredentialSource source) {
    if (auto remembered = context_.authenticator.remembered(secret, source, {}))
        co_return remembered;
    // Limits guessing: only failed look-ups count.
    const std::string& client = exchange.client.limit_key;
    if (!client.empty()) {
        const auto now = std::chrono::steady_clock::now();
        if (const auto wait = context_.rates.look(RateClass::credential, client, now))
            throw RateLimited("Too many unknown tokens came from your address.", *wait);
    }
    const auto look_up = [&secret, &exchange, source, &authenticator = context_.authenticator] {
        return authenticator.look_up(secret, source, exchange.client.address);
    };
    auto caller = co_await context_.work.run(WorkClass::credential, false, look_up);
    if (!caller && source == CredentialSource::bearer) require_rate(RateClass::credential, client);
    co_return caller;
}

void Session::require_rate(RateClass rate, const std::string& client) {
    if (client.empty()) return;
    const auto wait = context_.rates.ask(rate, client, std::chrono::steady_clock::now());
    if (!wait) return;
    ++context_.gauges.rate_limited;
    throw RateLimited("Too many requests; wait a moment.", *wait);
}

/// Reserves one of the caller's streams. Browsers open WebSockets across sites without a check, so
/// a stated origin must be this server's.
void Session::admit_stream(Exchange& exchange) {
    if (beast::websocket::is_upgrade(exchange.parser.get()) &&
        !exchange.request.header("origin").empty() &&
        !is_own_origin(exchange.request, exchange.client))
        throw Error(ErrorCode::forbidden, "A page of another site may not follow events here.");
    const bool local = exchange.client.limit_key.empty();
    const Holder holder = exchange.holder();
    exchange.stream_place = context_.budgets.take(
        Resource::streams, {local ? std::string() : holder.key, holder.known});
}

/// Reserves one of the caller's requests.
void Session::admit(Exchange& exchange) {
    const Holder holder = exchange.holder();
    if (refusal_ && !holder.known) throw *refusal_;
    refusal_.reset();
    const bool local = exchange.client.limit_key.empty();
    if (exchange.match.route != nullptr && !local)
        require_rate(exchange.match.route->rate, holder.key);
    exchange.request_place = context_.budgets.take(
        Resource::requests, {local ? std::string() : holder.key, holder.known});
}

}  // namespace lem::http
