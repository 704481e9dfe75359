#pragma once
/// Compute of a cycle, and how much of the devices' peaks it used. Pure.

#include "measure/analysis/cycle.hpp"

namespace lem::measure {

/// The inputs of compute and utilisation; each missing input has a reason.
struct ComputeBasis {
    std::optional<domain::ModelShape> shape;
    std::string shape_absent_reason;
    double kv_bytes_per_value = 2;
    std::optional<int> batch_max;           // that the engine is configured for
    std::optional<double> peak_flops;       // dense, of all devices, at the weights' precision
    std::optional<double> bandwidth_bytes;  // a second, of all devices
    std::string peak_absent_reason;
    std::string bandwidth_absent_reason;
};

/// Peaks of all devices in use, from their profiles.
void add_peaks(ComputeBasis& basis, const std::vector<domain::Device>& devices,
               const domain::EngineConfig& engine, const std::string& precision);

/// Bytes per cached number for the configured cache precision. The default is 16 bits, or 32 for
/// models loaded as 32-bit numbers.
double kv_bytes_per_value(const domain::EngineConfig& engine);

/// The sizes of a shape after the engine has loaded it at the configured precision: weights are
/// converted on loading unless they are quantised. `stored` is the files' precision.
void convert_on_loading(domain::ModelShape& shape, const std::string& stored,
                        const std::string& loaded);

/// Sets flops_per_second, mfu, mbu, mean_context_tokens and mean_batch of a cycle whose tokens are
/// counted. Model FLOPs: the prompts of requests whose first token is in the window, without the
/// part found in a prefix cache, and each further output token that arrived in it, at its own
/// context. Bytes: the cached keys and values for each of those tokens, and the weights once per
/// step of the mean batch.
void add_compute(domain::Cycle& cycle, const PhaseResult& phase, SteadyWindow window,
                 const ComputeBasis& basis);

}  // namespace lem::measure
