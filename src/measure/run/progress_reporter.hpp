#pragma once
/// Reports the stage of a run and the time that its plan still needs. `report` and `tell` may be
/// called by any thread, the rest by the run's.

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

    /// Sets the total duration of the planned stages. Call it before the first stage.
    void plan(double seconds) { ahead_s_ = seconds; }
    /// Begins a stage of the plan; its length is subtracted from the time ahead.
    void begin_stage(double seconds);
    void begin_cycle(int index);

    /// Reports the progress; cycle and times are filled in.
    void report(Progress progress) const;
    /// Reports a note for the user.
    void tell(const std::string& message) const;

private:
    const domain::Protocol& protocol_;
    const RunClock& clock_;
    const OnProgress& on_progress_;
    std::atomic<double> ahead_s_ = 0;        // planned after the current stage
    std::atomic<double> stage_ends_ms_ = 0;  // by the plan
    std::atomic<int> cycle_ = 0;
};

}  // namespace lem::measure
