#pragma once
/// The load client: a few threads with an epoll loop each, keep-alive connections that never change
/// thread, streaming chat completions over HTTP/1.1, with or without TLS. Every request has four
/// times on one monotonic clock: due, sent (right before its last bytes are written), and the
/// arrival of the first and the last token, as stamped by the kernel or, without its stamp, read
/// before anything is parsed.

#include "base/clock.hpp"
#include "measure/load/channel.hpp"
#include "measure/load/chat_request.hpp"
#include "measure/load/exchange.hpp"

#include <atomic>
#include <functional>

namespace lem::measure {

struct PhasePlan {
    int cycle = 0;  // 0 is warm-up
    double duration_s = 0;
    std::int64_t first_index = 0;
    int output_tokens = 0;                      // of each request; 0: the workload's
    const std::atomic<bool>* enough = nullptr;  // when true, sending ends early
};

/// Read by the progress display while a phase runs.
struct LivePhase {
    std::atomic<std::int64_t> chunks{0};
    std::atomic<std::int64_t> first_tokens{0};
    std::atomic<std::int64_t> completed{0};
    std::atomic<std::int64_t> failed{0};
};

/// State that the threads of a client share in all phases. Must outlive them.
struct LoadContext {
    const domain::Experiment& config;
    const std::vector<Prompt> prompts;
    const std::int64_t origin_ns;
    const Connector connector;
    const std::vector<std::string> secrets;  // never written to a file or message
    ChatRequestWriter requests;
    /// Does the server keep a connection for the next request?
    std::atomic<bool> reuse{true};

    double now_ms() const { return at_ms(monotonic_ns()); }
    /// A time of the monotonic clock as milliseconds of the run.
    double at_ms(std::int64_t at_ns) const { return static_cast<double>(at_ns - origin_ns) / 1e6; }
};

class LoadClient {
public:
    /// `origin_ns` is the run's start on the monotonic clock; all times count from it.
    /// `threads_max` 0 means two threads, or one on a machine with one core; fewer are started for
    /// few streams. Throws Error(unavailable) when no server listens at the endpoint,
    /// Error(bad_request) for a CA file that cannot be read.
    LoadClient(const Endpoint& endpoint, const domain::Experiment& config,
               std::vector<Prompt> prompts, std::int64_t origin_ns, int threads_max = 0);

    void set_dialect(const Dialect& dialect) { context_.requests.set_dialect(dialect); }
    /// Sends for the phase's duration, then waits for requests in flight. Ends early when `stop` is
    /// set or when `alive`, which is called from this thread only, returns false.
    PhaseResult run(const PhasePlan& plan, const std::atomic<bool>& stop,
                    const std::function<bool()>& alive, LivePhase& live);
    /// One request with a prompt of its own. Throws Error(cancelled) when `stop` is set before it
    /// is sent.
    Exchange probe(const std::string& prompt, int output_tokens, const std::atomic<bool>& stop);

    double now_ms() const { return context_.now_ms(); }
    /// Does the server keep a connection for the next request? Reliable after a few requests.
    bool connections_are_kept() const { return context_.reuse; }

private:
    LoadContext context_;
    const int threads_max_;
};

}  // namespace lem::measure
