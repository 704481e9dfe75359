#include "domain/experiment/duration.hpp"

#include <algorithm>

namespace lem::domain {

DurationEstimate estimate_duration(const Experiment& experiment, bool metered) {
    const Protocol& protocol = experiment.protocol;
    const int starts = 1 + protocol.engine_restarts;
    const double cycles_s =
        protocol.cycles * protocol.cycle_s + (protocol.cycles - 1) * protocol.cooldown_s;
    const double metered_s = metered ? 2 * protocol.idle_s + protocol.prefill_s : 0;
    const double warmup_max_s = protocol.warmup_until_steady
                                    ? std::max(protocol.warmup_s, protocol.warmup_max_s)
                                    : protocol.warmup_s;
    const auto* search = std::get_if<SloSearchLoad>(&experiment.load);
    const int search_steps = search == nullptr ? 0 : search->steps_max;
    DurationEstimate estimate{.least_s = metered_s + starts * protocol.warmup_s + cycles_s,
                              .most_s = metered_s + starts * warmup_max_s + cycles_s};
    // The lowest load is always tried.
    if (search != nullptr) estimate.least_s += protocol.cycle_s;
    estimate.most_s += search_steps * protocol.cycle_s;
    if (metered) estimate.most_s += protocol.cool_start_max_s;
    return estimate;
}

}  // namespace lem::domain
