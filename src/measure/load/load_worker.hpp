#pragma once
/// One thread of the load client: its connections, its epoll loop, its share of the requests.

#include "measure/load/load_client.hpp"
#include "measure/load/poll_pacer.hpp"

#include <array>
#include <deque>
#include <memory>

namespace lem::measure {

/// State that the threads of a phase share.
struct SharedPhase {
    const PhasePlan& plan;
    const std::atomic<bool>& stop;
    LivePhase& live;
    int output_tokens = 1;
    /// Open loop: due times from the start, in order; thread i of n sends requests i, i + n, ...
    /// Empty in a closed loop, where each thread with a free stream takes the next index.
    std::vector<double> arrivals_ms = {};
    std::optional<std::int64_t> requests_max = {};  // of a closed loop
    const Prompt* prompt = nullptr;                 // instead of the workload's
    double start_ms = 0;
    double end_ms = 0;
    std::atomic<std::int64_t> next_index{0};
    std::atomic<bool> engine_is_gone{false};

    bool all_due_at_once() const { return !arrivals_ms.empty() && arrivals_ms.back() <= 0; }
};

class LoadWorker {
public:
    LoadWorker(LoadContext& context, SharedPhase& phase, std::size_t number, std::size_t workers,
               std::size_t in_flight_max);
    ~LoadWorker();
    LoadWorker(const LoadWorker&) = delete;
    LoadWorker& operator=(const LoadWorker&) = delete;

    /// Returns when its requests are answered or given up. Call it once, on its own thread.
    void run();

    // Valid after run().
    std::vector<Exchange> exchanges;
    double stop_sending_ms = 0;
    double cpu_seconds = 0;
    double loop_lag_max_ms = 0;
    bool stamped_by_kernel = true;  // true: all reads had a stamp

private:
    struct Connection;
    /// Requests end in any order but expire in the order in which they were sent.
    struct Deadline {
        double at_ms;
        Connection* connection;
        std::int64_t index;
    };

    /// A complete answer whose body has not ended.
    struct OpenBody {
        double since_ms;
        Connection* connection;
        int attempt;
    };

    std::optional<double> end_of_sending(double now_ms) const;
    void send_due(double now_ms);
    Connection& free_connection();
    void send(std::int64_t index, double scheduled_ms);
    void begin(Connection& connection);
    double next_due_ms() const;
    double poll_timeout_ms(bool sending, double now_ms) const;
    void wait(bool sending);
    void handle(Connection& connection, std::uint32_t events);
    void write_some(Connection& connection);
    void read_some(Connection& connection, bool hung_up);
    double note_arrival(Connection& connection, const Channel::Io& io);
    void closed_while_idle(Connection& connection, double now_ms);
    void lost(Connection& connection, std::string why);
    void feed(Connection& connection, std::string_view bytes);
    void expire(double now_ms);
    void end_answer(Connection& connection);
    bool awaits_counts() const;
    void release_bodies(double now_ms);
    void finish(Connection& connection, std::string error);
    void keep_exchange(Connection& connection, std::optional<std::string> error, double now_ms);
    void free_slot(Connection& connection, double now_ms);
    void set_aside(Connection& connection, double now_ms);
    std::string without_secrets(std::string said) const;

    LoadContext& context_;
    SharedPhase& phase_;
    const std::size_t workers_;
    const std::size_t in_flight_max_;
    const int epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> idle_;
    std::deque<Deadline> deadlines_;
    std::deque<OpenBody> holding_slots_;  // first: the slot is still taken
    std::deque<OpenBody> open_bodies_;    // then: only the connection is
    std::array<char, 64 * 1024> buffer_;
    std::string body_;  // scratch
    std::size_t in_flight_ = 0;
    std::size_t next_arrival_ = 0;
    double slot_free_ms_ = 0;  // when a request last ended while all slots were taken
    bool more_is_due_ = false;
    PollPacer pacer_;
    double quiet_until_ms_ = 0;
    int failures_in_a_row_ = 0;
};

}  // namespace lem::measure
