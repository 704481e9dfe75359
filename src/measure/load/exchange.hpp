#pragma once
/// The outcome of a phase of load: each request with its answer, and how the client performed.

#include "measure/load/stream_reader.hpp"

#include <algorithm>

namespace lem::measure {

/// One request and its answer, whose record has both.
struct Exchange : Answer {
    std::optional<double> connect_ms = {};  // with TLS; absent on a connection used before
    double slot_wait_ms = 0;                // offline: from when it was due to when a slot was free
    int output_tokens_asked = 0;            // 0 when that is not to be judged
    bool cut = false;                       // by the end of the run, not by the server
};

struct PhaseResult {
    std::vector<Exchange> exchanges;  // in the order of their index
    double start_ms = 0;
    double stop_sending_ms = 0;
    double client_cpu_seconds = 0;  // of the client's threads, from start to the last answer
    /// The longest time between two polls of the sockets: what the kernel did not stamp can be
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

}  // namespace lem::measure
