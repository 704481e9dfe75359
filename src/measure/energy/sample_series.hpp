#pragma once
/// The samples around a window of time, and what they say of the readings themselves: gaps, silent
/// devices, counters that stand still. Pure.

#include "measure/energy/window_energy.hpp"

#include <algorithm>
#include <span>

namespace lem::measure {

inline constexpr double gap_ms_max = power::gap_s_max * 1000;

/// The first sample at a time or after it.
inline auto first_from(const std::vector<Sample>& samples, double t_ms) {
    return std::lower_bound(samples.begin(), samples.end(), t_ms,
                            [](const Sample& sample, double t) { return sample.at_ms < t; });
}

/// The samples of a window, with one more on each side if it exists.
struct Series {
    std::span<const Sample> around;
    std::span<const Sample> inside;
    bool bracketed = false;
    double longest_gap_ms = 0;
    double peak_memory_bytes = 0;  // of all devices, or of the engine

    /// Does not count the close samples at an edge, which must not replace missing ones elsewhere.
    int apart_by(double interval_ms) const {
        int count = 0;
        double before_ms = -interval_ms;
        for (const Sample& sample : inside) {
            if (count > 0 && sample.at_ms - before_ms < interval_ms) continue;
            before_ms = sample.at_ms;
            ++count;
        }
        return count;
    }
    int later_than(double interval_ms) const {
        int late = 0;
        for (std::size_t i = 1; i < around.size(); ++i)
            late += around[i].at_ms - around[i - 1].at_ms > interval_ms ? 1 : 0;
        return late;
    }
};

/// The samples must outlive it.
Series series_of(const std::vector<Sample>& samples, double start_ms, double end_ms);

/// The longest time in the window without a reading of this device.
double longest_silence_ms(const Series& series, std::size_t device, double start_ms, double end_ms);

/// nullopt if the device does not report its memory.
std::optional<double> peak_memory_of(const Series& series, std::size_t device);

struct CounterMoves {
    int readings = 0;
    int moves = 0;
    double longest_ms = 0;  // without a move
};

CounterMoves counter_moves(const Series& series, std::size_t device);

/// No device uses zero energy for that long, so the counter has stalled.
bool counter_stalled(const Series& series, std::size_t device);

}  // namespace lem::measure
