#include "measure/load_client.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "measure/stream_reader.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace lem::measure {
namespace {

/// After Ctrl-C, what is in flight gets this long to end by itself.
constexpr double drain_after_stop_ms = 5000;
/// Nobody is hammered: after an answer without any token, or some broken ones in a row, nothing is
/// sent for a moment.
constexpr int failures_in_a_row_max = 3;
constexpr double quiet_after_refusal_ms = 200;
/// A server that closes this soon after an answer does not keep connections at all.
constexpr double closes_at_once_ms = 100;

/// A connection that carries one request at a time.
struct Connection {
    int socket = -1;
    bool busy = false;
    bool reused = false;    // carried a request before this one
    bool answered = false;  // some byte of the answer has come
    std::string to_send;
    std::size_t sent = 0;
    StreamReader reader;
    Exchange exchange;
    double idle_since_ms = 0;
    ~Connection() {
        if (socket >= 0) close(socket);
    }
};

/// Requests end in any order but expire in the order in which they were sent.
struct Deadline {
    double at_ms;
    Connection* connection;
    std::int64_t index;
};

}  // namespace

LoadClient::LoadClient(Endpoint endpoint, const domain::Experiment& config,
                       std::vector<std::string> prompts, std::int64_t origin_ns)
    : endpoint_(std::move(endpoint)),
      address_(reach(endpoint_)),
      config_(config),
      prompts_(std::move(prompts)),
      origin_ns_(origin_ns) {
    // A stream is a file descriptor; the usual soft limit is 1,024.
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

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
    const bool v6 = endpoint_.host.find(':') != std::string::npos;
    const std::string authority =
        (v6 ? "[" + endpoint_.host + "]" : endpoint_.host) + ":" + std::to_string(endpoint_.port);
    std::string head = "POST " + endpoint_.base_path +
                       "/v1/chat/completions HTTP/1.1\r\nHost: " + authority +
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
        requests_max_ = requests_max;
        result_.start_ms = client_.now_ms();
        const double end_ms = result_.start_ms + plan_.duration_s * 1000;
        bool sending = true;
        while (true) {
            const double now_ms = client_.now_ms();
            const bool enough = requests_max ? sent_ >= *requests_max : now_ms >= end_ms;
            if (sending && (enough || stop_ || !engine_is_alive(now_ms))) {
                sending = false;
                result_.stop_sending_ms = now_ms;
            }
            if (sending) send_due(now_ms);
            const bool drained = in_flight_ == 0 || !engine_is_alive(now_ms) ||
                                 (stop_ && now_ms > result_.stop_sending_ms + drain_after_stop_ms);
            if (!sending && drained) break;
            expire(now_ms);
            wait(sending);
        }
        for (auto& connection : connections_) {
            if (!connection->busy) continue;
            connection->exchange.cut = true;
            finish(*connection, "the run ended before the answer did");
        }
        return std::move(result_);
    }

private:
    /// Asking costs a system call, so not at every turn.
    bool engine_is_alive(double now_ms) {
        if (alive_now_ && now_ms >= ask_alive_at_ms_) {
            alive_now_ = alive_();
            ask_alive_at_ms_ = now_ms + 20;
        }
        return alive_now_;
    }

    double due_ms(std::int64_t index) const {
        return result_.start_ms + static_cast<double>(index) / rate_ * 1000;
    }

    void send_due(double now_ms) {
        while (in_flight_ < in_flight_max_ && (!requests_max_ || sent_ < *requests_max_)) {
            if (rate_ > 0 && due_ms(sent_) > now_ms) return;
            if (now_ms < quiet_until_ms_) return;
            send(rate_ > 0 ? due_ms(sent_) : now_ms);
        }
    }

    Connection& free_connection() {
        if (!idle_.empty()) {
            Connection* connection = idle_.back();
            idle_.pop_back();
            return *connection;
        }
        connections_.push_back(std::make_unique<Connection>());
        return *connections_.back();
    }

    void send(double scheduled_ms) {
        Connection& connection = free_connection();
        const std::int64_t index = plan_.first_index + sent_++;
        connection.busy = true;
        connection.exchange = {};
        connection.exchange.record.cycle = plan_.cycle;
        connection.exchange.record.index = index;
        connection.exchange.record.scheduled_ms = scheduled_ms;
        connection.to_send = client_.request_text(
            plan_prompt(client_.config_.workload, client_.prompts_.size(), plan_.cycle, index),
            output_tokens_);
        ++in_flight_;
        deadlines_.push_back({client_.now_ms() + client_.config_.protocol.request_timeout_s * 1000,
                              &connection, index});
        begin(connection);
    }

    /// Sends from the first byte on, over the connection's socket or a new one.
    void begin(Connection& connection) {
        connection.sent = 0;
        connection.answered = false;
        connection.reader.begin(output_tokens_);
        connection.exchange.record.sent_ms = client_.now_ms();
        connection.reused = connection.socket >= 0;
        if (connection.reused)
            write_some(connection);
        else
            open(connection);
    }

    void open(Connection& connection) {
        const Address& address = client_.address_;
        connection.socket =
            socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (connection.socket >= 0) {
            const int on = 1;
            setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            const int refused =
                connect(connection.socket, reinterpret_cast<const sockaddr*>(&address.storage),
                        address.size);
            if (refused == 0 || errno == EINPROGRESS) {
                epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.ptr = &connection}};
                epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
                return;
            }
        }
        finish(connection, std::string("cannot connect: ") + std::strerror(errno));
    }

    void arm(Connection& connection, std::uint32_t events) const {
        epoll_event event{.events = events, .data = {.ptr = &connection}};
        epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
    }

    double patience_ms(bool sending) const {
        constexpr double longest_ms = 50;
        if (!sending || rate_ <= 0 || in_flight_ >= in_flight_max_) return longest_ms;
        return std::clamp(due_ms(sent_) - client_.now_ms(), 0.0, longest_ms);
    }

    void wait(bool sending) {
        const double wait_ms = patience_ms(sending);
        const timespec patience{.tv_sec = 0, .tv_nsec = static_cast<long>(wait_ms * 1e6)};
        std::array<epoll_event, 256> events;
        int count = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &patience,
                                 nullptr);
        if (count < 0 && errno == ENOSYS)  // Linux before 5.11
            count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                               static_cast<int>(wait_ms));
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            auto& connection = *static_cast<Connection*>(event.data.ptr);
            if ((event.events & EPOLLOUT) != 0 && connection.busy) write_some(connection);
            if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && connection.socket >= 0)
                read_some(connection);
        }
    }

    void write_some(Connection& connection) {
        while (connection.sent < connection.to_send.size()) {
            const ssize_t size =
                ::send(connection.socket, connection.to_send.data() + connection.sent,
                       connection.to_send.size() - connection.sent, MSG_NOSIGNAL);
            if (size < 0 && (errno == EAGAIN || errno == EINTR))
                return arm(connection, EPOLLIN | EPOLLOUT);
            if (size < 0)
                return lost(connection, std::string("cannot send: ") + std::strerror(errno));
            connection.sent += static_cast<std::size_t>(size);
        }
        connection.exchange.record.sent_ms = client_.now_ms();
        arm(connection, EPOLLIN);
    }

    void read_some(Connection& connection) {
        while (true) {
            const ssize_t size = recv(connection.socket, buffer_.data(), buffer_.size(), 0);
            const double now_ms = client_.now_ms();
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
            if (!connection.busy) return closed_while_idle(connection, now_ms);
            if (size < 0)
                return lost(connection, std::string("cannot read: ") + std::strerror(errno));
            if (size == 0 && !connection.answered)
                return lost(connection, "the server closed the connection without an answer");
            connection.answered = true;
            const std::size_t before = connection.reader.answer().chunk_times_ms.size();
            if (size == 0)
                connection.reader.end_of_connection();
            else
                connection.reader.feed({buffer_.data(), static_cast<std::size_t>(size)}, now_ms);
            live_.chunks += static_cast<std::int64_t>(
                connection.reader.answer().chunk_times_ms.size() - before);
            if (connection.reader.done())
                return finish(connection, connection.reader.answer().error);
        }
    }

    void closed_while_idle(Connection& connection, double now_ms) {
        if (now_ms - connection.idle_since_ms < closes_at_once_ms) client_.reuse_ = false;
        drop(connection);
    }

    /// A used connection that breaks before any byte of the answer was closed by the server while
    /// the request was on its way: some close after every answer without saying so. The request
    /// goes out once more, on a new connection.
    void lost(Connection& connection, const std::string& why) {
        if (!connection.reused || connection.answered) return finish(connection, why);
        client_.reuse_ = false;
        drop(connection);
        begin(connection);
    }

    void expire(double now_ms) {
        while (!deadlines_.empty() && deadlines_.front().at_ms < now_ms) {
            const Deadline deadline = deadlines_.front();
            deadlines_.pop_front();
            Connection& connection = *deadline.connection;
            if (!connection.busy || connection.exchange.record.index != deadline.index) continue;
            finish(connection, "no complete answer within " +
                                   text::number(client_.config_.protocol.request_timeout_s) +
                                   " s (protocol.request_timeout_s)");
        }
    }

    void drop(Connection& connection) {
        if (connection.socket >= 0) close(connection.socket);
        connection.socket = -1;
    }

    void finish(Connection& connection, std::optional<std::string> error) {
        Exchange exchange = std::move(connection.exchange);
        Answer answer = connection.reader.take_answer();
        exchange.chunk_times_ms = std::move(answer.chunk_times_ms);
        exchange.status = answer.status;
        domain::RequestRecord& record = exchange.record;
        if (!exchange.chunk_times_ms.empty()) {
            record.first_token_ms = exchange.chunk_times_ms.front();
            record.last_token_ms = exchange.chunk_times_ms.back();
        }
        record.input_tokens = answer.usage.input_tokens;
        record.output_tokens = answer.usage.output_tokens;
        record.cached_input_tokens = answer.usage.cached_input_tokens;
        record.chunks = static_cast<int>(exchange.chunk_times_ms.size());
        record.finish_reason = answer.finish_reason;
        if (error) {
            record.error = error->substr(0, 400);
            ++live_.failed;
            if (exchange.chunk_times_ms.empty() || ++failures_in_a_row_ > failures_in_a_row_max)
                quiet_until_ms_ = client_.now_ms() + quiet_after_refusal_ms;
        } else {
            failures_in_a_row_ = 0;
            ++live_.completed;
        }
        result_.exchanges.push_back(std::move(exchange));
        connection.busy = false;
        connection.exchange = {};
        connection.idle_since_ms = client_.now_ms();
        --in_flight_;
        if (error || !answer.keep_alive || !client_.reuse_) drop(connection);
        idle_.push_back(&connection);
    }

    LoadClient& client_;
    const PhasePlan& plan_;
    const std::atomic<bool>& stop_;
    const std::function<bool()>& alive_;
    LivePhase& live_;
    int epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> idle_;
    std::deque<Deadline> deadlines_;
    std::array<char, 64 * 1024> buffer_;
    PhaseResult result_;
    std::size_t in_flight_max_ = 1;
    std::size_t in_flight_ = 0;
    std::optional<std::int64_t> requests_max_;
    std::int64_t sent_ = 0;
    double rate_ = 0;
    double quiet_until_ms_ = 0;
    int failures_in_a_row_ = 0;
    double ask_alive_at_ms_ = 0;
    bool alive_now_ = true;
    int output_tokens_ = 1;
};

PhaseResult LoadClient::run(const PhasePlan& plan, const std::atomic<bool>& stop,
                            const std::function<bool()>& alive, LivePhase& live) {
    return PhaseRun(*this, plan, stop, alive, live)
        .run(std::nullopt, config_.workload.output_tokens);
}

Exchange LoadClient::probe(int output_tokens, const std::atomic<bool>& stop) {
    LivePhase live;
    const std::function<bool()> always = [] { return true; };
    const PhasePlan plan{.cycle = 0, .duration_s = 0, .first_index = 0};
    PhaseResult result = PhaseRun(*this, plan, stop, always, live).run(1, output_tokens);
    if (result.exchanges.empty())
        throw Error(ErrorCode::cancelled, "Stopped before anything was measured.");
    return std::move(result.exchanges.front());
}

}  // namespace lem::measure
