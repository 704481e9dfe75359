#pragma once
/// Derives the steady window and its metrics from the exchanges of a phase. Pure.

#include "domain/result/aggregate.hpp"
#include "measure/analysis/window.hpp"
#include "measure/energy/window_energy.hpp"
#include "measure/load/exchange.hpp"

namespace lem::measure {

/// Closed loop: from the C-th first token to the end of sending, when the number of unfinished
/// requests first drops below C. Open loop: the first and last tenth are left out.
SteadyWindow steady_window(const PhaseResult& phase, const domain::Load& load);

/// Notices, while a phase runs, that an edge of its steady window has just passed.
class WindowEdges {
public:
    WindowEdges(const domain::Load& load, double duration_s);
    bool just_passed(double elapsed_s, std::int64_t first_tokens);

private:
    std::int64_t streams_ = 0;  // of a closed loop, whose window starts with their first tokens
    double start_s_;
    double end_s_;
    bool started_ = false, ended_ = false;
};

struct CycleInput {
    int index = 1;
    const PhaseResult& phase;
    const domain::Load& load;
    std::int64_t started_at_ms = 0;                 // wall clock of the run's start
    const domain::RequestLimits* limits = nullptr;  // resolved; null: none were set
};

/// A cycle without its latencies, compute and energy.
domain::Cycle make_cycle(const CycleInput& input, SteadyWindow window);
/// Returns the latencies it is computed from: those of the requests that completed and count
/// (domain::counts_for_latency).
domain::LatencySamples add_latencies(domain::Cycle& cycle, const PhaseResult& phase,
                                     const domain::Load& load);
/// Adds energy and the metrics that depend on it; `idle_watts` is the idle power of the loaded
/// engine.
void add_energy(domain::Cycle& cycle, const WindowEnergy& energy, const std::string& absent_reason,
                std::optional<double> idle_watts);

/// nullopt when the energy is not known.
std::optional<double> mean_watts(const WindowEnergy& energy, SteadyWindow window);
/// Flags the cycle as `thermal` when heat held a device's clock down for over 1 % of the window.
void add_conditions(domain::Cycle& cycle, std::vector<domain::DeviceCondition> conditions);

}  // namespace lem::measure
