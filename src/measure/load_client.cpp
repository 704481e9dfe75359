#include "measure/load_client.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "measure/stream_reader.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <deque>
#include <memory>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lem::measure {
namespace {

struct Addresses {
    addrinfo* list = nullptr;
    Addresses(const Endpoint& endpoint) {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        const int failure = getaddrinfo(endpoint.host.c_str(),
                                        std::to_string(endpoint.port).c_str(), &hints, &list);
        if (failure != 0)
            throw Error(ErrorCode::unavailable, "Cannot find the host " + endpoint.host + ": " +
                                                    gai_strerror(failure) + ".");
    }
    ~Addresses() { freeaddrinfo(list); }
    Addresses(const Addresses&) = delete;
    Addresses& operator=(const Addresses&) = delete;
};

/// A connection that carries one request at a time.
struct Connection {
    int socket = -1;
    bool busy = false;
    std::string to_send;
    std::size_t sent = 0;
    StreamReader reader;
    Exchange exchange;
    double deadline_ms = 0;
    ~Connection() {
        if (socket >= 0) close(socket);
    }
};

}  // namespace

Endpoint parse_endpoint(const std::string& base_url) {
    const auto wrong = [&](const std::string& why) {
        return Error(ErrorCode::bad_request, "engine.base_url must be http://HOST:PORT, not \"" +
                                                 base_url.substr(0, 100) + "\"" + why + ".");
    };
    constexpr std::string_view scheme = "http://";
    if (base_url.starts_with("https://"))
        throw wrong("; TLS is not supported by this version, use a local proxy");
    if (!base_url.starts_with(scheme)) throw wrong("");
    const std::string_view rest = std::string_view(base_url).substr(scheme.size());
    const std::size_t slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    Endpoint endpoint;
    if (slash != std::string_view::npos) endpoint.base_path = std::string(rest.substr(slash));
    while (endpoint.base_path.ends_with('/'))
        endpoint.base_path.pop_back();
    if (endpoint.base_path.ends_with("/v1"))
        endpoint.base_path.resize(endpoint.base_path.size() - 3);
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.back() != ']') {
        const auto port = text::to_int(authority.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) throw wrong("");
        endpoint.port = static_cast<std::uint16_t>(*port);
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    if (authority.empty()) throw wrong("");
    endpoint.host = std::string(authority);
    return endpoint;
}

LoadClient::LoadClient(Endpoint endpoint, const domain::Experiment& config,
                       std::vector<std::string> prompts, std::int64_t origin_ns)
    : endpoint_(std::move(endpoint)),
      config_(config),
      prompts_(std::move(prompts)),
      origin_ns_(origin_ns) {}

double LoadClient::now_ms() const {
    return static_cast<double>(monotonic_ns() - origin_ns_) / 1e6;
}

std::string LoadClient::request_text(const PlannedPrompt& prompt, int output_tokens) const {
    const domain::Workload& workload = config_.workload;
    std::string body = "{\"model\":";
    schema::append_text(body, config_.model.name);
    body += ",\"messages\":[{\"role\":\"user\",\"content\":";
    schema::append_text(body, prompt.salt + prompts_[prompt.prompt]);
    body += "}],\"stream\":true,\"max_tokens\":" + std::to_string(output_tokens) +
            ",\"temperature\":" + text::number(workload.temperature);
    if (dialect_.stream_options) body += ",\"stream_options\":{\"include_usage\":true}";
    if (dialect_.ignore_eos && workload.ignore_eos) body += ",\"ignore_eos\":true";
    if (dialect_.cache_prompt && !workload.prefix_cache) body += ",\"cache_prompt\":false";
    body += "}";
    std::string head = "POST " + endpoint_.base_path +
                       "/v1/chat/completions HTTP/1.1\r\nHost: " + endpoint_.host + ":" +
                       std::to_string(endpoint_.port) +
                       "\r\nContent-Type: application/json\r\nAccept: "
                       "text/event-stream\r\nAccept-Encoding: identity\r\n";
    if (!endpoint_.api_key.empty()) head += "Authorization: Bearer " + endpoint_.api_key + "\r\n";
    return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The epoll loop of one phase.
class PhaseRun {
public:
    PhaseRun(LoadClient& client, const PhasePlan& plan, const std::atomic<bool>& stop,
             const std::function<bool()>& alive, LivePhase& live)
        : client_(client),
          plan_(plan),
          stop_(stop),
          alive_(alive),
          live_(live),
          addresses_(client.endpoint_),
          epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        LEM_ASSERT(epoll_ >= 0);
        const domain::Load& load = client.config_.load;
        if (const auto* closed = std::get_if<domain::ConcurrencyLoad>(&load))
            in_flight_max_ = static_cast<std::size_t>(closed->streams);
        else {
            rate_ = std::get<domain::ConstantLoad>(load).requests_per_sec;
            in_flight_max_ =
                static_cast<std::size_t>(std::get<domain::ConstantLoad>(load).in_flight_max);
        }
    }
    ~PhaseRun() {
        connections_.clear();
        close(epoll_);
    }
    PhaseRun(const PhaseRun&) = delete;
    PhaseRun& operator=(const PhaseRun&) = delete;

    PhaseResult run(std::optional<std::int64_t> requests_max, int output_tokens) {
        output_tokens_ = output_tokens;
        result_.start_ms = client_.now_ms();
        const double end_ms = result_.start_ms + plan_.duration_s * 1000;
        bool sending = true;
        while (true) {
            const double now_ms = client_.now_ms();
            const bool enough = requests_max ? sent_ >= *requests_max : now_ms >= end_ms;
            if (sending && (enough || stop_ || !alive_())) {
                sending = false;
                result_.stop_sending_ms = now_ms;
            }
            if (sending) send_due(now_ms, requests_max);
            if (!sending && (in_flight_ == 0 || !alive_())) break;
            expire(now_ms);
            wait(sending);
        }
        for (auto& connection : connections_) {
            if (connection->busy) finish(*connection, "the run ended before the answer did");
        }
        return std::move(result_);
    }

private:
    double due_ms(std::int64_t index) const {
        return result_.start_ms + static_cast<double>(index) / rate_ * 1000;
    }

    void send_due(double now_ms, std::optional<std::int64_t> requests_max) {
        while (in_flight_ < in_flight_max_ && (!requests_max || sent_ < *requests_max)) {
            if (rate_ > 0 && due_ms(sent_) > now_ms) return;
            // After a refusal, wait a little instead of hammering a server that is down.
            if (now_ms < quiet_until_ms_) return;
            send(rate_ > 0 ? due_ms(sent_) : now_ms);
        }
    }

    Connection& free_connection() {
        for (auto& connection : connections_) {
            if (!connection->busy) return *connection;
        }
        connections_.push_back(std::make_unique<Connection>());
        return *connections_.back();
    }

    void send(double scheduled_ms) {
        Connection& connection = free_connection();
        const std::int64_t index = plan_.first_index + sent_++;
        connection.busy = true;
        connection.sent = 0;
        connection.reader = {};
        connection.exchange = {};
        connection.exchange.record.cycle = plan_.cycle;
        connection.exchange.record.index = index;
        connection.exchange.record.scheduled_ms = scheduled_ms;
        connection.exchange.record.sent_ms = client_.now_ms();
        connection.deadline_ms =
            client_.now_ms() + client_.config_.protocol.request_timeout_s * 1000;
        connection.to_send = client_.request_text(
            plan_prompt(client_.config_.workload, client_.prompts_.size(), plan_.cycle, index),
            output_tokens_);
        ++in_flight_;
        if (connection.socket < 0 && !open(connection)) return;
        arm(connection, EPOLLIN | EPOLLOUT);
    }

    bool open(Connection& connection) {
        for (const addrinfo* address = addresses_.list; address != nullptr;
             address = address->ai_next) {
            connection.socket =
                socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            if (connection.socket < 0) continue;
            const int on = 1;
            setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (connect(connection.socket, address->ai_addr, address->ai_addrlen) == 0 ||
                errno == EINPROGRESS) {
                epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.ptr = &connection}};
                epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
                return true;
            }
            close(connection.socket);
            connection.socket = -1;
        }
        finish(connection, std::string("cannot connect: ") + std::strerror(errno));
        return false;
    }

    void arm(Connection& connection, std::uint32_t events) const {
        epoll_event event{.events = events, .data = {.ptr = &connection}};
        epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
    }

    void wait(bool sending) {
        int timeout_ms = 50;
        if (sending && rate_ > 0)
            timeout_ms =
                std::clamp(static_cast<int>(std::ceil(due_ms(sent_) - client_.now_ms())), 0, 50);
        std::array<epoll_event, 256> events;
        const int count =
            epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms);
        for (int i = 0; i < count; ++i) {
            auto& connection =
                *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
            if ((what & EPOLLOUT) != 0 && connection.busy) write_some(connection);
            if ((what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && connection.socket >= 0)
                read_some(connection);
        }
    }

    void write_some(Connection& connection) {
        while (connection.sent < connection.to_send.size()) {
            const ssize_t size =
                ::send(connection.socket, connection.to_send.data() + connection.sent,
                       connection.to_send.size() - connection.sent, MSG_NOSIGNAL);
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
            if (size < 0)
                return finish(connection, std::string("cannot send: ") + std::strerror(errno));
            connection.sent += static_cast<std::size_t>(size);
        }
        connection.exchange.record.sent_ms = client_.now_ms();
        arm(connection, EPOLLIN);
    }

    void read_some(Connection& connection) {
        std::array<char, 64 * 1024> buffer;
        while (true) {
            const ssize_t size = recv(connection.socket, buffer.data(), buffer.size(), 0);
            const double now_ms = client_.now_ms();
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
            if (!connection.busy)
                return drop(connection);  // an idle connection that the server closed
            if (size < 0)
                return finish(connection, std::string("cannot read: ") + std::strerror(errno));
            const std::size_t before = connection.reader.chunk_times_ms().size();
            if (size == 0)
                connection.reader.end_of_connection();
            else
                connection.reader.feed({buffer.data(), static_cast<std::size_t>(size)}, now_ms);
            live_.chunks +=
                static_cast<std::int64_t>(connection.reader.chunk_times_ms().size() - before);
            if (connection.reader.done()) return finish(connection, connection.reader.error());
        }
    }

    void expire(double now_ms) {
        for (auto& connection : connections_) {
            if (connection->busy && now_ms > connection->deadline_ms) {
                finish(*connection, "no complete answer within " +
                                        text::number(client_.config_.protocol.request_timeout_s) +
                                        " s");
            }
        }
    }

    void drop(Connection& connection) {
        if (connection.socket >= 0) close(connection.socket);
        connection.socket = -1;
    }

    void finish(Connection& connection, const std::optional<std::string>& error) {
        Exchange exchange = std::move(connection.exchange);
        exchange.chunk_times_ms = connection.reader.chunk_times_ms();
        exchange.status = connection.reader.status();
        domain::RequestRecord& record = exchange.record;
        if (!exchange.chunk_times_ms.empty()) {
            record.first_token_ms = exchange.chunk_times_ms.front();
            record.last_token_ms = exchange.chunk_times_ms.back();
        }
        record.input_tokens = connection.reader.usage().input_tokens;
        record.output_tokens = connection.reader.usage().output_tokens;
        record.cached_input_tokens = connection.reader.usage().cached_input_tokens;
        record.chunks = static_cast<int>(exchange.chunk_times_ms.size());
        record.finish_reason = connection.reader.finish_reason();
        if (error) record.error = error->substr(0, 400);
        result_.exchanges.push_back(std::move(exchange));
        connection.busy = false;
        --in_flight_;
        if (error) {
            ++live_.failed;
            quiet_until_ms_ = client_.now_ms() + 200;
        } else {
            ++live_.completed;
        }
        if (error || !connection.reader.keep_alive()) drop(connection);
    }

    LoadClient& client_;
    const PhasePlan& plan_;
    const std::atomic<bool>& stop_;
    const std::function<bool()>& alive_;
    LivePhase& live_;
    Addresses addresses_;
    int epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    PhaseResult result_;
    std::size_t in_flight_max_ = 1;
    std::size_t in_flight_ = 0;
    std::int64_t sent_ = 0;
    double rate_ = 0;
    double quiet_until_ms_ = 0;
    int output_tokens_ = 1;
};

PhaseResult LoadClient::run(const PhasePlan& plan, const std::atomic<bool>& stop,
                            const std::function<bool()>& alive, LivePhase& live) {
    return PhaseRun(*this, plan, stop, alive, live)
        .run(std::nullopt, config_.workload.output_tokens);
}

Exchange LoadClient::probe(int output_tokens) {
    const std::atomic<bool> never{false};
    LivePhase live;
    const std::function<bool()> always = [] { return true; };
    const PhasePlan plan{.cycle = 0, .duration_s = 0, .first_index = 0};
    return PhaseRun(*this, plan, never, always, live).run(1, output_tokens).exchanges.at(0);
}

}  // namespace lem::measure
