#pragma once
/// Runs phases of load while the meter follows the edges of their windows and the progress is
/// reported. Used by the run's thread.

#include "measure/energy/meter.hpp"
#include "measure/run/engine_session.hpp"

namespace lem::measure {

class PhaseRunner {
public:
    PhaseRunner(EngineSession& engine, Meter& meter, const ProgressReporter& reporter,
                const RunClock& clock, const std::atomic<bool>& stop)
        : engine_(engine), meter_(meter), reporter_(reporter), clock_(clock), stop_(stop) {}

    /// Called four times a second during a phase, from another thread.
    using Watch = std::function<void(const LivePhase& live, double seconds)>;

    PhaseResult run(Stage stage, const PhasePlan& plan, const domain::Load& load,
                    const Watch& watch = {});

private:
    void show(Stage stage, const LivePhase& live, double seconds);

    EngineSession& engine_;
    Meter& meter_;
    const ProgressReporter& reporter_;
    const RunClock& clock_;
    const std::atomic<bool>& stop_;
};

}  // namespace lem::measure
