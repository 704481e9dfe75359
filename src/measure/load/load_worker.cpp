#include "measure/load/load_worker.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/load/worker_connection.hpp"

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

/// After Ctrl-C, requests in flight have this long to end.
constexpr double drain_after_stop_ms = 5000;
/// Back off after failures: after an answer without any token, or a few broken ones in a row,
/// nothing is sent for a moment.
constexpr int failures_in_a_row_max = 3;
constexpr double quiet_after_refusal_ms = 200;
/// A server that closes this soon after an answer does not keep connections at all.
constexpr double closes_at_once_ms = 100;
/// Bounded, so that a burst of new requests does not delay the stamps of arriving tokens.
constexpr int sends_per_turn_max = 32;
constexpr int events_per_turn_max = 32;
constexpr double poll_timeout_max_ms = 50;
/// The end of a body usually follows its last event at once, and then the connection can be reused.
/// The next request waits this long for it, and no longer.
constexpr double slot_held_max_ms = 1;
/// A connection whose answer is complete, but not its body, is closed after this time.
constexpr double open_body_max_ms = 100;
/// A stamp may be this much earlier than the previous token, because the two clocks are not read at
/// the same instant. If it is earlier still, the system clock was set meanwhile.
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

LoadWorker::LoadWorker(LoadContext& context, SharedPhase& phase, std::size_t number,
                       std::size_t workers, std::size_t in_flight_max)
    : context_(context),
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
    pacer_.polled(context_.now_ms(), 0, events_per_turn_max);
    bool sending = true;
    while (true) {
        const double now_ms = context_.now_ms();
        if (sending) {
            if (const auto end_ms = end_of_sending(now_ms)) {
                sending = false;
                stop_sending_ms = *end_ms;
            } else {
                send_due(now_ms);
            }
        }
        const bool drained = (in_flight_ == 0 && !awaits_counts()) || phase_.engine_is_gone ||
                             (phase_.stop && now_ms > stop_sending_ms + drain_after_stop_ms);
        if (!sending && drained) break;
        expire(now_ms);
        release_bodies(now_ms);
        wait(sending);
    }
    for (auto& connection : connections_) {
        if (connection->state != Connection::State::busy) continue;
        connection->exchange.cut = true;
        finish(*connection, "the run ended before the answer did");
    }
    cpu_seconds = thread_cpu_seconds() - cpu_before;
}

/// When sending ended; nullopt while it continues.
std::optional<double> LoadWorker::end_of_sending(double now_ms) const {
    if (phase_.stop || phase_.engine_is_gone) return now_ms;
    if (phase_.requests_max) {
        if (phase_.next_index >= *phase_.requests_max) return now_ms;
        return std::nullopt;
    }
    if (now_ms >= phase_.end_ms) return phase_.end_ms;
    if (phase_.plan.enough != nullptr && *phase_.plan.enough) return now_ms;
    // All requests were due at once and are answered: waiting for the end would measure an idle
    // server.
    if (phase_.all_due_at_once() && next_arrival_ >= phase_.arrivals_ms.size() && in_flight_ == 0)
        return now_ms;
    return std::nullopt;
}

void LoadWorker::send_due(double now_ms) {
    more_is_due_ = false;
    if (now_ms < quiet_until_ms_) return;
    const bool open_loop = !phase_.arrivals_ms.empty();
    for (int sent = 0; in_flight_ < in_flight_max_; ++sent) {
        if (sent == sends_per_turn_max) {
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
    connection.state = Connection::State::busy;
    connection.holds_slot = true;
    domain::RequestRecord& record = connection.exchange.record;
    record.cycle = phase_.plan.cycle;
    record.index = index;
    record.scheduled_ms = scheduled_ms;
    // Offline, requests wait for a free slot by design. In an open loop the wait counts as lag.
    if (phase_.all_due_at_once())
        connection.exchange.slot_wait_ms = std::max(0.0, slot_free_ms_ - scheduled_ms);
    connection.output_tokens = phase_.output_tokens;
    if (phase_.prompt != nullptr) {
        context_.requests.write(connection.to_send, body_, "", *phase_.prompt,
                                connection.output_tokens);
    } else {
        const PlannedPrompt planned =
            plan_prompt(context_.config.workload, context_.prompts, phase_.plan.cycle, index);
        if (phase_.plan.output_tokens == 0) connection.output_tokens = planned.output_tokens;
        context_.requests.write(connection.to_send, body_, planned.salt,
                                context_.prompts[planned.prompt], connection.output_tokens);
    }
    ++in_flight_;
    deadlines_.push_back({context_.now_ms() + context_.config.protocol.request_timeout_s * 1000,
                          &connection, index});
    begin(connection);
}

/// Sends the request from its first byte, over the open connection or a new one.
void LoadWorker::begin(Connection& connection) {
    connection.sent = 0;
    connection.answered = false;
    ++connection.attempt;
    connection.exchange.output_tokens_asked = connection.output_tokens;
    connection.reader.begin(connection.output_tokens, context_.requests.dialect().finish_reason);
    connection.begun_ms = context_.now_ms();
    connection.exchange.record.sent_ms = connection.begun_ms;
    connection.reused = connection.channel.is_open();
    if (connection.reused) return write_some(connection);
    if (!context_.connector.open(connection.channel))
        return finish(connection, "cannot connect: " + connection.channel.failure());
    // Edge-triggered and registered once per connection: this saves the calls to change the awaited
    // events, and the kernel does not check again sockets that were just read.
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                      .data = {.ptr = &connection}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.channel.descriptor(), &event);
    write_some(connection);  // a nearby server is already connected
}

/// When the next request is due, or infinity.
double LoadWorker::next_due_ms() const {
    const bool waits_for_time =
        next_arrival_ < phase_.arrivals_ms.size() && in_flight_ < in_flight_max_;
    if (!waits_for_time) return std::numeric_limits<double>::infinity();
    // After a failure, due requests wait for the end of the back-off.
    return std::max(phase_.start_ms + phase_.arrivals_ms[next_arrival_], quiet_until_ms_);
}

double LoadWorker::poll_timeout_ms(bool sending, double now_ms) const {
    double until_ms = now_ms + poll_timeout_max_ms;
    if (sending && more_is_due_) return 0;
    if (!holding_slots_.empty())
        until_ms = std::min(until_ms, holding_slots_.front().since_ms + slot_held_max_ms);
    if (sending) until_ms = std::min({until_ms, phase_.end_ms, next_due_ms()});
    return std::max(until_ms - now_ms, 0.0);
}

/// Handles what has arrived.
void LoadWorker::wait(bool sending) {
    double now_ms = context_.now_ms();
    const double rest_ms = pacer_.begin_rest(now_ms, now_ms + poll_timeout_ms(sending, now_ms));
    if (rest_ms > 0) {
        const timespec rest{.tv_sec = 0, .tv_nsec = static_cast<long>(rest_ms * 1e6)};
        nanosleep(&rest, nullptr);
        now_ms = context_.now_ms();
        if (sending && next_due_ms() <= now_ms) return;  // requests take precedence over answers
    }
    const double wait_ms = poll_timeout_ms(sending, now_ms);
    const timespec timeout{.tv_sec = 0, .tv_nsec = static_cast<long>(wait_ms * 1e6)};
    loop_lag_max_ms = std::max(loop_lag_max_ms, now_ms - pacer_.polled_ms());
    std::array<epoll_event, events_per_turn_max> events;
    int count = epoll_pwait2(epoll_, events.data(), events_per_turn_max, &timeout, nullptr);
    if (count < 0 && errno == ENOSYS)  // Linux before 5.11
        count = epoll_wait(epoll_, events.data(), events_per_turn_max, static_cast<int>(wait_ms));
    pacer_.polled(context_.now_ms(), count, events_per_turn_max);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        handle(*static_cast<Connection*>(event.data.ptr), event.events);
    }
}

void LoadWorker::handle(Connection& connection, std::uint32_t events) {
    if (connection.state == Connection::State::busy &&
        connection.sent < connection.to_send.size()) {
        const int attempt = connection.attempt;
        write_some(connection);
        if (connection.attempt != attempt)
            return;  // begun again; the events belong to the old attempt
    }
    constexpr std::uint32_t hang_up = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if ((events & (EPOLLIN | hang_up)) != 0) read_some(connection, (events & hang_up) != 0);
}

void LoadWorker::write_some(Connection& connection) {
    while (connection.sent < connection.to_send.size()) {
        // Taken before the last bytes are sent, so that the answer is not older than its request if
        // this thread is descheduled right after.
        connection.exchange.record.sent_ms = context_.now_ms();
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

/// Reads everything available, because edge triggering does not report it again. After a hang-up it
/// reads to the end; otherwise a read that does not fill the buffer has taken everything.
void LoadWorker::read_some(Connection& connection, bool hung_up) {
    while (connection.channel.is_open()) {
        const Channel::Io io = connection.channel.read(buffer_);
        if (io.outcome == Channel::Outcome::wait) return;
        const double now_ms = note_arrival(connection, io);
        if (connection.state == Connection::State::idle)
            return closed_while_idle(connection, now_ms);
        const bool busy = connection.state == Connection::State::busy;
        if (busy && io.outcome == Channel::Outcome::failed)
            return lost(connection, "cannot read: " + connection.channel.failure());
        const bool over = io.outcome != Channel::Outcome::done;
        if (busy && over && !connection.answered)
            return lost(connection, "the server closed the connection without an answer");
        connection.answered = true;
        if (over)
            connection.reader.end_of_connection();
        else
            feed(connection, {buffer_.data(), io.size});
        if (busy && connection.reader.complete())
            end_answer(connection);
        else if (connection.state == Connection::State::ending)
            connection.reader.add_late_counts(exchanges[connection.kept]);
        if (connection.state == Connection::State::ending && connection.reader.done())
            set_aside(connection, now_ms);
        const bool all = io.size < buffer_.size() && !connection.channel.may_hold_more();
        if (all && !hung_up) return;
    }
}

void LoadWorker::feed(Connection& connection, std::string_view bytes) {
    StreamReader& reader = connection.reader;
    const std::size_t before = reader.answer().chunk_times_ms.size();
    reader.feed(bytes, connection.arrived_ms);
    const std::size_t after = reader.answer().chunk_times_ms.size();
    phase_.live.chunks.fetch_add(static_cast<std::int64_t>(after - before),
                                 std::memory_order_relaxed);
    if (before == 0 && after > 0) phase_.live.first_tokens.fetch_add(1, std::memory_order_relaxed);
}

/// Sets the arrival time of bytes to the kernel's stamp, which does not depend on when this thread
/// reads them. The system clock can be set while they wait, so a stamp is used only if it is
/// between the previous one and now. Returns now.
double LoadWorker::note_arrival(Connection& connection, const Channel::Io& io) {
    if (io.arrived_ns == 0) {
        if (io.size > 0) stamped_by_kernel = false;
        return connection.arrived_ms = context_.now_ms();
    }
    const ClockPair now = read_together(monotonic_ns, system_ns);
    const double now_ms = context_.at_ms(now.monotonic_ns);
    const double arrived_ms = now_ms - static_cast<double>(now.system_ns - io.arrived_ns) / 1e6;
    const double before_ms = std::max(connection.arrived_ms, connection.begun_ms);
    const bool stamped = arrived_ms <= now_ms && arrived_ms >= before_ms - stamp_margin_ms;
    if (!stamped) stamped_by_kernel = false;
    connection.arrived_ms = stamped ? std::max(arrived_ms, before_ms) : now_ms;
    return now_ms;
}

void LoadWorker::closed_while_idle(Connection& connection, double now_ms) {
    if (now_ms - connection.idle_since_ms < closes_at_once_ms) context_.reuse = false;
    connection.channel.close();
}

/// A reused connection that breaks before any byte of the answer was closed by the server while the
/// request was on its way: some servers close after every answer without announcing it. The request
/// is sent once more, on a new connection.
void LoadWorker::lost(Connection& connection, std::string why) {
    if (!connection.reused || connection.answered) return finish(connection, std::move(why));
    context_.reuse = false;
    connection.channel.close();
    begin(connection);
}

void LoadWorker::expire(double now_ms) {
    while (!deadlines_.empty() && deadlines_.front().at_ms < now_ms) {
        const Deadline deadline = deadlines_.front();
        deadlines_.pop_front();
        Connection& connection = *deadline.connection;
        if (connection.state != Connection::State::busy ||
            connection.exchange.record.index != deadline.index)
            continue;
        const std::string refusal = connection.reader.refusal();
        finish(connection, (refusal.empty() ? "" : refusal + "; ") + "no complete answer within " +
                               text::number(context_.config.protocol.request_timeout_s) +
                               " s (protocol.request_timeout_s)");
    }
}

/// Keeps a complete answer; the connection stays in use until the body ends.
void LoadWorker::end_answer(Connection& connection) {
    const double now_ms = context_.now_ms();
    keep_exchange(connection, std::nullopt, now_ms);
    connection.kept = exchanges.size() - 1;
    connection.state = Connection::State::ending;
    if (!connection.reader.done())
        holding_slots_.push_back({now_ms, &connection, connection.attempt});
}

/// Is there a complete answer whose token counts may follow in its body?
bool LoadWorker::awaits_counts() const {
    return std::ranges::any_of(connections_, [](const auto& connection) {
        return connection->state == Connection::State::ending && connection->reader.awaits_counts();
    });
}

void LoadWorker::release_bodies(double now_ms) {
    const auto is_open = [](const OpenBody& body) {
        return body.connection->attempt == body.attempt &&
               body.connection->state == Connection::State::ending;
    };
    const auto next = [&](std::deque<OpenBody>& bodies, double max_ms) -> std::optional<OpenBody> {
        while (!bodies.empty()) {
            const OpenBody body = bodies.front();
            const bool open = is_open(body);
            if (open && body.since_ms + max_ms > now_ms) return std::nullopt;
            bodies.pop_front();
            if (open) return body;
        }
        return std::nullopt;
    };
    while (const auto body = next(holding_slots_, slot_held_max_ms)) {
        free_slot(*body->connection, now_ms);
        open_bodies_.push_back(*body);
    }
    while (const auto body = next(open_bodies_, open_body_max_ms))
        set_aside(*body->connection, now_ms);
}

/// Keeps the arrived part of an incomplete answer and closes its connection. `error` is what the
/// client found.
void LoadWorker::finish(Connection& connection, std::string error) {
    const double now_ms = context_.now_ms();
    keep_exchange(connection, std::move(error), now_ms);
    connection.channel.close();
    set_aside(connection, now_ms);
}

/// Stores an answer, complete or not; without `error` it may have its own.
void LoadWorker::keep_exchange(Connection& connection, std::optional<std::string> error,
                               double now_ms) {
    Exchange& exchange = exchanges.emplace_back(std::move(connection.exchange));
    connection.exchange = {};
    const domain::RequestRecord sent = std::move(exchange.record);
    static_cast<Answer&>(exchange) = connection.reader.take_answer();
    domain::RequestRecord& record = exchange.record;
    record.cycle = sent.cycle;
    record.index = sent.index;
    record.scheduled_ms = sent.scheduled_ms;
    record.sent_ms = sent.sent_ms;
    exchange.ended_ms = now_ms;
    if (error) record.error = std::move(error);
    if (record.error) {
        record.error = text::cut(without_secrets(std::move(*record.error)), 400);
        exchange.server_message = without_secrets(std::move(exchange.server_message));
        ++phase_.live.failed;
        if (exchange.chunk_times_ms.empty() || ++failures_in_a_row_ > failures_in_a_row_max)
            quiet_until_ms_ = now_ms + quiet_after_refusal_ms;
    } else {
        failures_in_a_row_ = 0;
        ++phase_.live.completed;
        pacer_.answered(now_ms - record.sent_ms, stamped_by_kernel);
    }
    if (phase_.prompt != nullptr) return;  // a probe
    exchange.server_message = {};
    exchange.tokens_by_chunk = {};
}

std::string LoadWorker::without_secrets(std::string said) const {
    for (const std::string& secret : context_.secrets) {
        for (std::size_t at = said.find(secret); at != std::string::npos;
             at = said.find(secret, at))
            said.replace(at, secret.size(), "***");
    }
    return said;
}

void LoadWorker::free_slot(Connection& connection, double now_ms) {
    if (!connection.holds_slot) return;
    connection.holds_slot = false;
    if (in_flight_ == in_flight_max_) slot_free_ms_ = now_ms;
    --in_flight_;
}

/// Makes the connection idle; keeps it open if another request can use it.
void LoadWorker::set_aside(Connection& connection, double now_ms) {
    free_slot(connection, now_ms);
    connection.state = Connection::State::idle;
    connection.idle_since_ms = now_ms;
    if (!connection.reader.connection_is_reusable() || !context_.reuse) connection.channel.close();
    idle_.push_back(&connection);
}

}  // namespace lem::measure
