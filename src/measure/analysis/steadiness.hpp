#pragma once
/// Checks whether the load is in a steady state: before measuring (warm-up) and, afterwards, in the
/// measured window. Pure.

#include "measure/analysis/cycle.hpp"

#include <functional>
#include <string>

namespace lem::measure {

/// The state of the warm-up at one moment.
struct WarmUpState {
    double elapsed_s = 0;
    std::int64_t completed = 0;                // requests
    std::vector<double> chunks_per_window;     // whole windows of warm_up_window_s, oldest first
    std::optional<double> celsius_per_window;  // change of the hottest device in the last window
};
inline constexpr double warm_up_window_s = 10;

/// Returns what the warm-up still waits for, in words; nullopt when it is warm: `warmup_s` is over,
/// two requests per stream are done, throughput changed by less than 2 % over the last three
/// windows, and the temperature by less than 0.5 degrees in the last one.
std::optional<std::string> not_warm_yet(const domain::Protocol& protocol, std::int64_t streams,
                                        const WarmUpState& state);

/// Returns the mean power between two times of the run; nullopt when it is not known.
using PowerBetween = std::function<std::optional<double>(double start_ms, double end_ms)>;

/// Computed from ten equal blocks of the window. nullopt for a window under ten seconds: blocks of
/// less than a second show the rhythm of batches, not drift.
std::optional<domain::Steadiness> steadiness_of(const PhaseResult& phase, SteadyWindow window,
                                                const PowerBetween& power_watts);
/// Variation or drift beyond 5 %.
bool uneven(const domain::Steadiness& steadiness);

/// Open loop: both the requests in flight and the time to first token grow through the window,
/// with 95 % confidence, by more than a tenth: the server cannot keep up with the rate (the rule of
/// GuideLLM). False for fewer than 20 requests.
bool oversaturated(const PhaseResult& phase, SteadyWindow window);

}  // namespace lem::measure
