#pragma once
/// The outcome of a phase of load: each request with its answer, and how the client performed.

#include "measure/load/stream_reader.hpp"

#include <algorithm>

namespace lem::measure {

/// One request and its answer; the record has fields of both.
struct Exchange : Answer {
    std::optional<double> connect_ms = {};  // including TLS; absent on a reused connection
    double slot_wait_ms = 0;                // offline: from its due time until a slot was free
    int output_tokens_asked = 0;            // 0: not checked
    double ended_ms = 0;                    // when the answer was complete or had failed
    bool cut = false;                       // cut off by the end of the run, not by the server
};

struct PhaseResult {
    std::vector<Exchange> exchanges;  // in the order of their index
    double start_ms = 0;
    double stop_sending_ms = 0;
    double client_cpu_seconds = 0;  // of the client's threads, from start to the last answer
    /// The longest time between two polls of the sockets: the largest delay that the client can add
    /// to arrival times without a kernel stamp.
    double loop_lag_max_ms = 0;
    /// True when every token has the arrival time that the kernel stamped.
    bool stamped_by_kernel = false;
    int threads = 0;
};

/// How late the client sent a request that it could have sent. Includes connecting.
inline double send_lag_ms(const Exchange& exchange) {
    const domain::RequestRecord& record = exchange.record;
    return std::max(0.0, record.sent_ms - record.scheduled_ms - exchange.slot_wait_ms);
}

}  // namespace lem::measure
