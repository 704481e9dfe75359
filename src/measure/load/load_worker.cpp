#include "measure/load/load_worker.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <limits>
#include <sys/epoll.h>
#include <sys/prctl.h>
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
/// A burst of new requests must not keep arriving tokens from their stamps.
constexpr int sends_a_turn_max = 32;
constexpr int events_a_turn_max = 32;
constexpr double patience_max_ms = 50;
/// So far before the token ahead of it a stamp may be, for two looks at the clocks are not one.
/// More than that, and the system clock was set meanwhile.
constexpr double stamp_margin_ms = 10;

double thread_cpu_seconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// Writes to a closed TLS connection must fail, not end the program; sleeps must end when due.
void prepare_thread() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

}  // namespace

/// Carries one request at a time.
struct LoadWorker::Connection {
    Channel channel;
    bool busy = false;
    int output_tokens = 1;  // asked for
    bool reused = false;    // carried a request before this one
    bool answered = false;  // some byte of the answer has come
    int attempt = 0;        // counts the times a request was begun
    std::string to_send;
    std::size_t sent = 0;
    double begun_ms = 0;
    double idle_since_ms = 0;
    double arrived_ms = 0;  // when the last bytes came
    StreamReader reader;
    Exchange exchange;
};

LoadWorker::LoadWorker(LoadClient& client, SharedPhase& phase, std::size_t number,
                       std::size_t workers, std::size_t in_flight_max)
    : client_(client),
      phase_(phase),
      workers_(workers),
      in_flight_max_(in_flight_max),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      next_arrival_(number) {
    LEM_ASSERT(epoll_ >= 0);
}

LoadWorker::~LoadWorker() {
    connections_.clear();
    close(epoll_);
}

void LoadWorker::run() {
    prepare_thread();
    const double cpu_before = thread_cpu_seconds();
    pacer_.looked(client_.now_ms(), 0, events_a_turn_max);
    bool sending = true;
    while (true) {
        const double now_ms = client_.now_ms();
        if (sending) {
            if (const auto end_ms = end_of_sending(now_ms)) {
                sending = false;
                stop_sending_ms = *end_ms;
            } else {
                send_due(now_ms);
            }
        }
        const bool drained = in_flight_ == 0 || phase_.engine_is_gone ||
                             (phase_.stop && now_ms > stop_sending_ms + drain_after_stop_ms);
        if (!sending && drained) break;
        expire(now_ms);
        wait(sending);
    }
    for (auto& connection : connections_) {
        if (!connection->busy) continue;
        connection->exchange.cut = true;
        finish(*connection, "the run ended before the answer did");
    }
    cpu_seconds = thread_cpu_seconds() - cpu_before;
}

/// When sending ended, once it has.
std::optional<double> LoadWorker::end_of_sending(double now_ms) const {
    if (phase_.stop || phase_.engine_is_gone) return now_ms;
    if (phase_.requests_max) {
        if (phase_.next_index >= *phase_.requests_max) return now_ms;
        return std::nullopt;
    }
    if (now_ms >= phase_.end_ms) return phase_.end_ms;
    if (phase_.plan.enough != nullptr && *phase_.plan.enough) return now_ms;
    // All were due at once and are answered: waiting for the end would measure an idle server.
    if (phase_.all_due_at_once() && next_arrival_ >= phase_.arrivals_ms.size() && in_flight_ == 0)
        return now_ms;
    return std::nullopt;
}

void LoadWorker::send_due(double now_ms) {
    more_is_due_ = false;
    if (now_ms < quiet_until_ms_) return;
    const bool open_loop = !phase_.arrivals_ms.empty();
    for (int sent = 0; in_flight_ < in_flight_max_; ++sent) {
        if (sent == sends_a_turn_max) {
            more_is_due_ = true;
            return;
        }
        if (open_loop) {
            if (next_arrival_ >= phase_.arrivals_ms.size()) return;
            const double due_ms = phase_.start_ms + phase_.arrivals_ms[next_arrival_];
            if (due_ms > now_ms) return;
            send(static_cast<std::int64_t>(next_arrival_), due_ms);
            next_arrival_ += workers_;
        } else {
            const std::int64_t index = phase_.next_index++;
            if (phase_.requests_max && index >= *phase_.requests_max) return;
            send(index, now_ms);
        }
    }
}

LoadWorker::Connection& LoadWorker::free_connection() {
    if (idle_.empty()) {
        connections_.push_back(std::make_unique<Connection>());
        return *connections_.back();
    }
    Connection* connection = idle_.back();
    idle_.pop_back();
    return *connection;
}

void LoadWorker::send(std::int64_t position, double scheduled_ms) {
    Connection& connection = free_connection();
    const std::int64_t index = phase_.plan.first_index + position;
    connection.busy = true;
    domain::RequestRecord& record = connection.exchange.record;
    record.cycle = phase_.plan.cycle;
    record.index = index;
    record.scheduled_ms = scheduled_ms;
    // Offline, requests wait for a free slot by design. In an open loop that is lateness.
    if (phase_.all_due_at_once())
        connection.exchange.slot_wait_ms = std::max(0.0, slot_free_ms_ - scheduled_ms);
    connection.output_tokens = phase_.output_tokens;
    if (phase_.prompt != nullptr) {
        client_.requests_.write(connection.to_send, body_, "", *phase_.prompt,
                                connection.output_tokens);
    } else {
        const PlannedPrompt planned =
            plan_prompt(client_.config_.workload, client_.prompts_, phase_.plan.cycle, index);
        if (phase_.plan.output_tokens == 0) connection.output_tokens = planned.output_tokens;
        client_.requests_.write(connection.to_send, body_, planned.salt,
                                client_.prompts_[planned.prompt], connection.output_tokens);
    }
    ++in_flight_;
    deadlines_.push_back(
        {client_.now_ms() + client_.config_.protocol.request_timeout_s * 1000, &connection, index});
    begin(connection);
}

/// Sends from the first byte on, over the open connection or a new one.
void LoadWorker::begin(Connection& connection) {
    connection.sent = 0;
    connection.answered = false;
    ++connection.attempt;
    connection.exchange.output_tokens_asked = connection.output_tokens;
    connection.reader.begin(connection.output_tokens);
    connection.begun_ms = client_.now_ms();
    connection.exchange.record.sent_ms = connection.begun_ms;
    connection.reused = connection.channel.is_open();
    if (connection.reused) return write_some(connection);
    if (!client_.connector_.open(connection.channel))
        return finish(connection, "cannot connect: " + connection.channel.failure());
    // Edge-triggered, once for the life of the connection: no call to change what is awaited, and
    // no second look by the kernel at sockets that were just read.
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                      .data = {.ptr = &connection}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.channel.descriptor(), &event);
    write_some(connection);  // a near server is connected already
}

/// When the next request is due, or infinity.
double LoadWorker::next_due_ms() const {
    const bool waits_for_time =
        next_arrival_ < phase_.arrivals_ms.size() && in_flight_ < in_flight_max_;
    if (!waits_for_time) return std::numeric_limits<double>::infinity();
    // After a refusal, what is due waits for the end of the quiet.
    return std::max(phase_.start_ms + phase_.arrivals_ms[next_arrival_], quiet_until_ms_);
}

double LoadWorker::patience_ms(bool sending, double now_ms) const {
    double until_ms = now_ms + patience_max_ms;
    if (sending && more_is_due_) return 0;
    if (sending) until_ms = std::min({until_ms, phase_.end_ms, next_due_ms()});
    return std::max(until_ms - now_ms, 0.0);
}

/// Handles what has arrived.
void LoadWorker::wait(bool sending) {
    double now_ms = client_.now_ms();
    const double rest_ms = pacer_.begin_rest(now_ms, now_ms + patience_ms(sending, now_ms));
    if (rest_ms > 0) {
        const timespec rest{.tv_sec = 0, .tv_nsec = static_cast<long>(rest_ms * 1e6)};
        nanosleep(&rest, nullptr);
        now_ms = client_.now_ms();
        if (sending && next_due_ms() <= now_ms) return;  // requests go before answers
    }
    const double wait_ms = patience_ms(sending, now_ms);
    const timespec patience{.tv_sec = 0, .tv_nsec = static_cast<long>(wait_ms * 1e6)};
    loop_lag_max_ms = std::max(loop_lag_max_ms, now_ms - pacer_.looked_ms());
    std::array<epoll_event, events_a_turn_max> events;
    int count = epoll_pwait2(epoll_, events.data(), events_a_turn_max, &patience, nullptr);
    if (count < 0 && errno == ENOSYS)  // Linux before 5.11
        count = epoll_wait(epoll_, events.data(), events_a_turn_max, static_cast<int>(wait_ms));
    pacer_.looked(client_.now_ms(), count, events_a_turn_max);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        handle(*static_cast<Connection*>(event.data.ptr), event.events);
    }
}

void LoadWorker::handle(Connection& connection, std::uint32_t events) {
    if (connection.busy && connection.sent < connection.to_send.size()) {
        const int attempt = connection.attempt;
        write_some(connection);
        if (connection.attempt != attempt) return;  // begun anew; these events were of the old one
    }
    constexpr std::uint32_t hang_up = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if ((events & (EPOLLIN | hang_up)) != 0) read_some(connection, (events & hang_up) != 0);
}

void LoadWorker::write_some(Connection& connection) {
    while (connection.sent < connection.to_send.size()) {
        // Before the last bytes go: the answer must not be older than its question where this
        // thread loses its processor right after.
        connection.exchange.record.sent_ms = client_.now_ms();
        const Channel::Io io =
            connection.channel.write(std::string_view(connection.to_send).substr(connection.sent));
        if (io.outcome == Channel::Outcome::wait) return;
        if (io.outcome != Channel::Outcome::done)
            return lost(connection, "cannot send: " + connection.channel.failure());
        if (connection.sent == 0 && !connection.reused)
            connection.exchange.connect_ms =
                connection.exchange.record.sent_ms - connection.begun_ms;
        connection.sent += io.size;
    }
}

/// Reads all there is, for it will not be reported again. After a hang-up that is up to the end;
/// otherwise a read that does not fill the buffer has taken all.
void LoadWorker::read_some(Connection& connection, bool hung_up) {
    while (connection.channel.is_open()) {
        const Channel::Io io = connection.channel.read(buffer_);
        if (io.outcome == Channel::Outcome::wait) return;
        const double now_ms = note_arrival(connection, io);
        if (!connection.busy) return closed_while_idle(connection, now_ms);
        if (io.outcome == Channel::Outcome::failed)
            return lost(connection, "cannot read: " + connection.channel.failure());
        const bool closed = io.outcome == Channel::Outcome::closed;
        if (closed && !connection.answered)
            return lost(connection, "the server closed the connection without an answer");
        connection.answered = true;
        StreamReader& reader = connection.reader;
        const std::size_t before = reader.answer().chunk_times_ms.size();
        if (closed)
            reader.end_of_connection();
        else
            reader.feed({buffer_.data(), io.size}, connection.arrived_ms);
        const std::size_t after = reader.answer().chunk_times_ms.size();
        phase_.live.chunks.fetch_add(static_cast<std::int64_t>(after - before),
                                     std::memory_order_relaxed);
        if (before == 0 && after > 0)
            phase_.live.first_tokens.fetch_add(1, std::memory_order_relaxed);
        if (reader.done()) finish(connection, std::nullopt);
        const bool all = io.size < buffer_.size() && !connection.channel.may_hold_more();
        if (all && !hung_up) return;
    }
}

/// When bytes came is what the kernel stamped: it does not depend on when this thread got to read
/// them. The system clock can be set while they wait, so a stamp is believed only between the one
/// before it and now, which is returned.
double LoadWorker::note_arrival(Connection& connection, const Channel::Io& io) {
    if (io.arrived_ns == 0) {
        if (io.size > 0) stamped_by_kernel = false;
        return connection.arrived_ms = client_.now_ms();
    }
    const ClockPair now = read_together(monotonic_ns, system_ns);
    const double now_ms = client_.at_ms(now.monotonic_ns);
    const double arrived_ms = now_ms - static_cast<double>(now.system_ns - io.arrived_ns) / 1e6;
    const double before_ms = std::max(connection.arrived_ms, connection.begun_ms);
    const bool stamped = arrived_ms <= now_ms && arrived_ms >= before_ms - stamp_margin_ms;
    if (!stamped) stamped_by_kernel = false;
    connection.arrived_ms = stamped ? std::max(arrived_ms, before_ms) : now_ms;
    return now_ms;
}

void LoadWorker::closed_while_idle(Connection& connection, double now_ms) {
    if (now_ms - connection.idle_since_ms < closes_at_once_ms) client_.reuse_ = false;
    connection.channel.close();
}

/// A used connection that breaks before any byte of the answer was closed by the server while the
/// request was on its way: some close after every answer without saying so. The request goes out
/// once more, on a new connection.
void LoadWorker::lost(Connection& connection, std::string why) {
    if (!connection.reused || connection.answered) return finish(connection, std::move(why));
    client_.reuse_ = false;
    connection.channel.close();
    begin(connection);
}

void LoadWorker::expire(double now_ms) {
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

/// Keeps what came of the answer, complete or not, and frees the connection. `error` is the
/// client's finding; the answer may bring its own.
void LoadWorker::finish(Connection& connection, std::optional<std::string> error) {
    Answer answer = connection.reader.take_answer();
    if (!error) error = std::move(answer.error);
    Exchange& exchange = exchanges.emplace_back(std::move(connection.exchange));
    connection.exchange = {};
    exchange.chunk_times_ms = std::move(answer.chunk_times_ms);
    exchange.tokens_by_chunk = std::move(answer.tokens_by_chunk);
    exchange.first_answer_ms = answer.first_answer_ms;
    exchange.reasoning_chunks = answer.reasoning_chunks;
    exchange.reasoning_content_seen = answer.reasoning_content_seen;
    exchange.reasoning_seen = answer.reasoning_seen;
    exchange.usage_place = answer.usage_place;
    exchange.status = answer.status;
    domain::RequestRecord& record = exchange.record;
    if (!exchange.chunk_times_ms.empty()) {
        record.first_token_ms = exchange.chunk_times_ms.front();
        record.last_token_ms = exchange.chunk_times_ms.back();
    }
    record.first_answer_token_ms = exchange.first_answer_ms;
    record.input_tokens = answer.usage.input_tokens;
    record.output_tokens = answer.usage.output_tokens;
    record.cached_input_tokens = answer.usage.cached_input_tokens;
    record.chunks = static_cast<int>(exchange.chunk_times_ms.size());
    record.finish_reason = std::move(answer.finish_reason);
    const double now_ms = client_.now_ms();
    if (error) {
        record.error = text::cut(*error, 400);
        ++phase_.live.failed;
        if (exchange.chunk_times_ms.empty() || ++failures_in_a_row_ > failures_in_a_row_max)
            quiet_until_ms_ = now_ms + quiet_after_refusal_ms;
    } else {
        failures_in_a_row_ = 0;
        ++phase_.live.completed;
        pacer_.answered(now_ms - record.sent_ms, stamped_by_kernel);
    }
    connection.busy = false;
    connection.idle_since_ms = now_ms;
    if (in_flight_ == in_flight_max_) slot_free_ms_ = now_ms;
    --in_flight_;
    if (error || !answer.keep_alive || !client_.reuse_) connection.channel.close();
    idle_.push_back(&connection);
}

}  // namespace lem::measure
