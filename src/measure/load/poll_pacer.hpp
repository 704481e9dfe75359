#pragma once
/// How often an event loop polls its sockets. Pure; used by one thread.

#include <algorithm>

namespace lem::measure {

/// When tokens come so fast that each poll finds only one or two, polls are spaced: several tokens
/// then share a poll, which leaves processor time to the engine. Stamps stay exact, because the
/// kernel makes them when a token arrives (see Channel::Io::arrived_ns); without that they are late
/// by at most `unstamped_rest_ms`. The cost is a delay of a stream's next request, which waits for
/// the poll that finds the end of the answer. A rest is at most two thousandths of an answer's
/// time, so the delay averages one thousandth.
class PollPacer {
public:
    static constexpr double rest_max_ms = 2;
    static constexpr double unstamped_rest_ms = 0.4;

    /// Milliseconds to rest before the next poll; 0: poll now. `due_ms` is when the next request is
    /// due: a rest ends then, and the sockets are polled before the next rest, so that a quick
    /// series of requests does not delay answers.
    double begin_rest(double now_ms, double due_ms) {
        if (!crowded_ || rested_) return 0;
        const double until_ms = std::min(polled_ms_ + rest_ms_, due_ms);
        rested_ = true;
        return std::max(0.0, until_ms - now_ms);
    }

    /// Call it after a poll that found `found` sockets, out of at most `found_max`.
    void polled(double now_ms, int found, int found_max) {
        const bool soon = found > 1 || (found == 1 && now_ms - polled_ms_ < rest_ms_);
        crowded_ = soon && found < found_max;  // a full poll has left some: do not rest
        polled_ms_ = now_ms;
        rested_ = false;
    }

    void answered(double answer_ms, bool stamped) {
        rest_ms_ = std::clamp(answer_ms / 500, 0.0, stamped ? rest_max_ms : unstamped_rest_ms);
    }

    double polled_ms() const { return polled_ms_; }

private:
    double rest_ms_ = unstamped_rest_ms;
    double polled_ms_ = 0;
    bool crowded_ = false;  // tokens come faster than polls cost
    bool rested_ = false;   // rested since the last poll
};

}  // namespace lem::measure
