#pragma once
/// A connection of one thread of the load client, with the request that it carries.

#include "measure/load/load_worker.hpp"

namespace lem::measure {

/// Carries one request at a time.
struct LoadWorker::Connection {
    /// `ending`: the answer is complete, but its body has not ended.
    enum class State { idle, busy, ending };

    Channel channel;
    State state = State::idle;
    bool holds_slot = false;
    int output_tokens = 1;  // asked for
    bool reused = false;    // carried a request before this one
    bool answered = false;  // a byte of the answer has arrived
    int attempt = 0;        // number of requests begun
    std::string to_send;
    std::size_t sent = 0;
    double begun_ms = 0;
    double idle_since_ms = 0;
    double arrived_ms = 0;  // when the last bytes arrived
    StreamReader reader;
    Exchange exchange;
    std::size_t kept = 0;  // while `ending`: the place of its answer in `exchanges`
};

}  // namespace lem::measure
