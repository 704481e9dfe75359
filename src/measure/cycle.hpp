#pragma once
/// From the exchanges of a phase to the steady window and its metrics. Pure.

#include "domain/result.hpp"
#include "measure/load_client.hpp"
#include "measure/meter.hpp"

namespace lem::measure {

struct SteadyWindow {
    double start_ms = 0;
    double end_ms = 0;
    bool steady = true;  // false: not every stream had its first token before the end
};

/// Closed loop: from the C-th first token to the end of sending, when the number of unfinished
/// requests first drops below C. Open loop: the first and last tenth are left out.
SteadyWindow steady_window(const PhaseResult& phase, const domain::Load& load);

/// FLOPs of the tokens in a window; nothing when the model's shape is not known.
struct ModelShape {
    double linear_parameters = 0;  // of all layers, without embedding and output head
    double head_parameters = 0;
    double layers = 0;
    double attention_width = 0;  // heads times head size
};
double flops(const ModelShape& shape, double input_tokens, double output_tokens,
             double mean_context);

struct CycleInput {
    int index = 1;
    const PhaseResult& phase;
    const domain::Load& load;
    std::int64_t started_at_ms = 0;  // wall clock of the run's start
    const ModelShape* shape = nullptr;
    int output_tokens = 0;  // asked of each request; 0 when that is not to be judged
};

/// Everything of a cycle but its energy.
domain::Cycle make_cycle(const CycleInput& input, SteadyWindow window);
/// Adds energy and what follows from it.
void add_energy(domain::Cycle& cycle, const WindowEnergy& energy, const std::string& absent_reason);

}  // namespace lem::measure
