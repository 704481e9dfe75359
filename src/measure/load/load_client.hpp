#pragma once
/// The load client: a few threads with an epoll loop each, keep-alive connections that never change
/// thread, streaming chat completions over HTTP/1.1, with or without TLS. Every request has four
/// stamps on one monotonic clock: due, right before its last bytes are written, and when the first
/// and last token arrived, which the kernel says or the clock before anything is parsed.

#include "base/clock.hpp"
#include "domain/result/result.hpp"
#include "measure/load/channel.hpp"
#include "measure/load/chat_request.hpp"
#include "measure/load/stream_reader.hpp"

#include <algorithm>
#include <atomic>
#include <functional>

namespace lem::measure {

/// One request and what came back.
struct Exchange {
    domain::RequestRecord record;
    std::vector<double> chunk_times_ms;
    /// Output tokens up to and with each chunk; empty when the server gives no running counts.
    std::vector<std::int64_t> tokens_by_chunk = {};
    std::optional<double> first_answer_ms = {};  // the first token that is not thinking
    std::optional<double> connect_ms = {};       // with TLS; absent on a connection used before
    double slot_wait_ms = 0;  // offline: from when it was due to when a slot was free
    int reasoning_chunks = 0;
    bool reasoning_content_seen = false;  // in which field thinking comes
    bool reasoning_seen = false;
    UsagePlace usage_place = UsagePlace::none;
    int status = 0;
    int output_tokens_asked = 0;  // 0 when that is not to be judged
    bool cut = false;             // by the end of the run, not by the server
};

struct PhasePlan {
    int cycle = 0;  // 0 is warm-up
    double duration_s = 0;
    std::int64_t first_index = 0;
    int output_tokens = 0;                      // of each request; 0: the workload's
    const std::atomic<bool>* enough = nullptr;  // ends the sending before its time
};

struct PhaseResult {
    std::vector<Exchange> exchanges;  // in the order of their index
    double start_ms = 0;
    double stop_sending_ms = 0;
    double client_cpu_seconds = 0;  // of the client's threads, from start to the last answer
    /// The longest time between two looks at the sockets: what the kernel did not stamp can be
    /// late by at most this, as far as the client is the cause.
    double loop_lag_max_ms = 0;
    /// Every token's time is that of its arrival at this machine, as the kernel stamped it.
    bool stamped_by_kernel = false;
    int threads = 0;
};

/// How late the client sent it, where it could have sent it. Includes connecting.
inline double send_lag_ms(const Exchange& exchange) {
    const domain::RequestRecord& record = exchange.record;
    return std::max(0.0, record.sent_ms - record.scheduled_ms - exchange.slot_wait_ms);
}

/// Seen by the progress display while a phase runs.
struct LivePhase {
    std::atomic<std::int64_t> chunks{0};
    std::atomic<std::int64_t> first_tokens{0};
    std::atomic<std::int64_t> completed{0};
    std::atomic<std::int64_t> failed{0};
};

class LoadClient {
public:
    /// `origin_ns` is the run's start on the monotonic clock; all stamps count from it.
    /// `threads_max` 0 takes two, or one on a machine with one core; less are started for few
    /// streams. Throws Error(unavailable) when nobody listens at the endpoint, Error(bad_request)
    /// for a CA file that cannot be read.
    LoadClient(const Endpoint& endpoint, const domain::Experiment& config,
               std::vector<Prompt> prompts, std::int64_t origin_ns, int threads_max = 0);

    void set_dialect(const Dialect& dialect) { requests_.set_dialect(dialect); }
    /// Sends for the phase's duration, then waits for what is in flight. Ends early when `stop` is
    /// set or `alive`, which is asked from this thread only, says that the engine is gone.
    PhaseResult run(const PhasePlan& plan, const std::atomic<bool>& stop,
                    const std::function<bool()>& alive, LivePhase& live);
    /// One request with a prompt of its own. Throws Error(cancelled) when `stop` is set before it
    /// is sent.
    Exchange probe(const std::string& prompt, int output_tokens, const std::atomic<bool>& stop);

    double now_ms() const { return at_ms(monotonic_ns()); }
    /// A time of the monotonic clock as milliseconds of the run.
    double at_ms(std::int64_t at_ns) const { return static_cast<double>(at_ns - origin_ns_) / 1e6; }
    /// Does the server keep a connection for the next request? Known after a few of them.
    bool connections_are_kept() const { return reuse_; }

private:
    friend class LoadWorker;
    const domain::Experiment& config_;
    const std::vector<Prompt> prompts_;
    const std::int64_t origin_ns_;
    const int threads_max_;
    Connector connector_;
    ChatRequestWriter requests_;
    std::atomic<bool> reuse_{true};
};

}  // namespace lem::measure
