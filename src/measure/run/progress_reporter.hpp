#pragma once
/// Says where a run is, and how long it will still take by its plan. `say` and `tell` may be called
/// by any thread, the rest by the run's.

#include "domain/experiment/experiment.hpp"
#include "measure/run/progress.hpp"
#include "measure/run/run_clock.hpp"

#include <atomic>

namespace lem::measure {

class ProgressReporter {
public:
    ProgressReporter(const domain::Protocol& protocol, const RunClock& clock,
                     const OnProgress& on_progress)
        : protocol_(protocol), clock_(clock), on_progress_(on_progress) {}

    /// The duration of all stages of the plan together; none has begun.
    void plan(double seconds) { ahead_s_ = seconds; }
    /// A stage of the plan begins: what lies ahead gets shorter by its length.
    void begin_stage(double seconds);
    void begin_cycle(int index);

    /// Adds cycle and times.
    void say(Progress progress) const;
    /// A note, shown once on a line of its own.
    void tell(const std::string& message) const;

private:
    const domain::Protocol& protocol_;
    const RunClock& clock_;
    const OnProgress& on_progress_;
    std::atomic<double> ahead_s_ = 0;        // planned after the present stage
    std::atomic<double> stage_ends_ms_ = 0;  // by the plan
    std::atomic<int> cycle_ = 0;
};

}  // namespace lem::measure
