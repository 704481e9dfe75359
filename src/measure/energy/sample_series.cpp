#include "measure/energy/sample_series.hpp"

#include <algorithm>

namespace lem::measure {

Series series_of(const std::vector<Sample>& samples, double start_ms, double end_ms) {
    const auto first = first_from(samples, start_ms);
    const auto last = std::upper_bound(first, samples.end(), end_ms,
                                       [](double t, const Sample& s) { return t < s.at_ms; });
    const bool before =
        first != samples.begin() || (first != samples.end() && first->at_ms <= start_ms);
    const bool after =
        last != samples.end() || (last != samples.begin() && (last - 1)->at_ms >= end_ms);
    Series series{.around = {first == samples.begin() ? first : first - 1,
                             last == samples.end() ? last : last + 1},
                  .inside = {first, last},
                  .bracketed = before && after};
    double before_ms = start_ms, devices_peak = 0, process_peak = 0;
    for (const Sample& sample : series.inside) {
        series.longest_gap_ms = std::max(series.longest_gap_ms, sample.at_ms - before_ms);
        before_ms = sample.at_ms;
        double devices = 0;
        for (const power::Reading& reading : sample.devices)
            devices += reading.memory_bytes.value_or(0);
        devices_peak = std::max(devices_peak, devices);
        process_peak = std::max(process_peak, sample.memory_bytes);
    }
    series.longest_gap_ms = std::max(series.longest_gap_ms, end_ms - before_ms);
    series.peak_memory_bytes = devices_peak > 0 ? devices_peak : process_peak;
    return series;
}

double longest_silence_ms(const Series& series, std::size_t device, double start_ms,
                          double end_ms) {
    double longest_ms = 0, before_ms = start_ms;
    for (const Sample& sample : series.inside) {
        const power::Reading& reading = sample.devices[device];
        if (!reading.counter_joules && !reading.power_watts) continue;
        longest_ms = std::max(longest_ms, sample.at_ms - before_ms);
        before_ms = sample.at_ms;
    }
    return std::max(longest_ms, end_ms - before_ms);
}

std::optional<double> peak_memory_of(const Series& series, std::size_t device) {
    std::optional<double> peak;
    for (const Sample& sample : series.inside) {
        const auto bytes = sample.devices[device].memory_bytes;
        if (bytes) peak = std::max(peak.value_or(0), *bytes);
    }
    return peak;
}

CounterMoves counter_moves(const Series& series, std::size_t device) {
    CounterMoves moves_seen;
    std::optional<double> before;
    double moved_ms = 0;
    for (const Sample& sample : series.around) {
        const auto now = sample.devices[device].counter_joules;
        if (!now) continue;
        const bool moved = before && *now != *before;
        if (!before || moved) moved_ms = sample.at_ms;
        moves_seen.longest_ms = std::max(moves_seen.longest_ms, sample.at_ms - moved_ms);
        moves_seen.moves += moved ? 1 : 0;
        ++moves_seen.readings;
        before = now;
    }
    return moves_seen;
}

bool counter_stalled(const Series& series, std::size_t device) {
    return counter_moves(series, device).longest_ms > gap_ms_max;
}

}  // namespace lem::measure
