#pragma once
/// The load client: one thread, epoll, keep-alive connections, streaming chat completions over
/// plain HTTP/1.1. Every request has four stamps on one monotonic clock. Stamps are taken right
/// after the read, before anything is parsed.

#include "domain/result.hpp"
#include "measure/endpoint.hpp"
#include "measure/prompts.hpp"

#include <atomic>
#include <functional>

namespace lem::measure {

/// What the server takes beyond the common fields; found by the probe.
struct Dialect {
    bool stream_options = true;
    bool ignore_eos = true;
    bool cache_prompt = true;
};

/// One request and what came back.
struct Exchange {
    domain::RequestRecord record;
    std::vector<double> chunk_times_ms;
    int status = 0;
    bool cut = false;  // by the end of the run, not by the server
};

struct PhasePlan {
    int cycle = 0;  // 0 is warm-up
    double duration_s = 0;
    std::int64_t first_index = 0;
};

struct PhaseResult {
    std::vector<Exchange> exchanges;
    double start_ms = 0;
    double stop_sending_ms = 0;
};

/// Seen by the progress display while a phase runs.
struct LivePhase {
    std::atomic<std::int64_t> chunks{0};
    std::atomic<std::int64_t> completed{0};
    std::atomic<std::int64_t> failed{0};
};

class LoadClient {
public:
    /// `origin_ns` is the run's start on the monotonic clock; all stamps count from it. Throws
    /// Error(unavailable) when nobody listens at the endpoint.
    LoadClient(Endpoint endpoint, const domain::Experiment& config,
               std::vector<std::string> prompts, std::int64_t origin_ns);

    void set_dialect(Dialect dialect) { dialect_ = dialect; }
    /// Sends for the phase's duration, then waits for what is in flight. Ends early when `stop` is
    /// set or `alive` says that the engine is gone.
    PhaseResult run(const PhasePlan& plan, const std::atomic<bool>& stop,
                    const std::function<bool()>& alive, LivePhase& live);
    /// One request of a few tokens. Throws Error(cancelled) when `stop` is set before it is sent.
    Exchange probe(int output_tokens, const std::atomic<bool>& stop);

    double now_ms() const;
    /// Does the server keep a connection for the next request? Known after a few of them.
    bool connections_are_kept() const { return reuse_; }

private:
    friend class PhaseRun;
    std::string request_text(const PlannedPrompt& prompt, int output_tokens) const;

    Endpoint endpoint_;
    Address address_;
    const domain::Experiment& config_;
    std::vector<std::string> prompts_;
    std::int64_t origin_ns_;
    Dialect dialect_;
    bool reuse_ = true;
};

}  // namespace lem::measure
