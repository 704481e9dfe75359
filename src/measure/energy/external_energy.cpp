#include "measure/energy/external_energy.hpp"

#include "domain/result/flags.hpp"
#include "measure/analysis/cycle.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {

bool clock_stepped(const ClockAnchor& before, const ClockAnchor& after) {
    constexpr double step_ms = 500, slew = 500e-6;
    const double length_ms = after.run_ms - before.run_ms;
    const double wall_ms = static_cast<double>(after.wall_ms - before.wall_ms);
    return std::abs(wall_ms - length_ms) > step_ms + slew * length_ms;
}

std::vector<Sample> wall_samples(const std::vector<power::TraceLine>& record,
                                 const ClockAnchor& first, const ClockAnchor& last,
                                 double clock_offset_s) {
    const double wall_ms = static_cast<double>(last.wall_ms - first.wall_ms);
    const double pace = wall_ms > 0 ? (last.run_ms - first.run_ms) / wall_ms : 1;
    std::vector<Sample> samples;
    samples.reserve(record.size());
    for (const power::TraceLine& line : record) {
        const double since_ms =
            (line.t_s - clock_offset_s) * 1000 - static_cast<double>(first.wall_ms);
        Sample sample{.at_ms = first.run_ms + since_ms * pace};
        for (const auto& watts : line.watts)
            sample.devices.push_back({.power_watts = watts});
        samples.push_back(std::move(sample));
    }
    return samples;
}

namespace {

/// A line of a wall meter is the mean since the line before, and of at least a second, which is how
/// the meters accepted by benchmarks report it (SPEC PTDaemon).
double mean_of_s(const std::vector<Sample>& samples) {
    constexpr double least_s = 1;
    if (samples.size() < 2) return least_s;
    std::vector<double> intervals_ms;
    for (std::size_t i = 1; i < samples.size(); ++i)
        intervals_ms.push_back(samples[i].at_ms - samples[i - 1].at_ms);
    const auto middle = intervals_ms.begin() + static_cast<std::ptrdiff_t>(intervals_ms.size() / 2);
    std::ranges::nth_element(intervals_ms, middle);
    return std::max(least_s, *middle / 1000);
}

}  // namespace

void add_external_energy(domain::Result& result, const std::vector<Sample>& samples,
                         const IdleWindows& idle, bool stepped) {
    const std::size_t devices = samples.front().devices.size();
    for (std::size_t i = 0; i < devices; ++i)
        result.environment.devices.push_back({.index = static_cast<int>(i),
                                              .kind = "machine",
                                              .name = "wall meter",
                                              .uuid_hash = {},
                                              .memory_mb = {},
                                              .power_limit_watts = {},
                                              .driver_version = {}});
    for (const domain::Cycle& cycle : result.cycles)
        stepped = stepped || holds(cycle.flags, domain::CycleFlag::clock_step);
    const Sampling sampling{
        .counters = std::vector(devices, CounterTraits{.power_mean_of_s = mean_of_s(samples)})};
    const auto energy_of = [&](SteadyWindow window) {
        return window_energy(samples, devices, window.start_ms, window.end_ms, sampling);
    };
    if (idle.cold) result.baseline.idle_cold_watts = mean_watts(energy_of(*idle.cold), *idle.cold);
    if (idle.loaded)
        result.baseline.idle_loaded_watts = mean_watts(energy_of(*idle.loaded), *idle.loaded);
    for (domain::Cycle& cycle : result.cycles) {
        WindowEnergy energy = energy_of(
            {.start_ms = cycle.window.start_s * 1000, .end_ms = cycle.window.end_s * 1000});
        if (stepped) add_word(energy.reading.invalid_reasons, domain::EnergyReason::clock_step);
        if (energy.reading.energy_joules)
            result.energy_method = domain::EnergyMethod::integrated_power;
        add_energy(cycle, energy, "", result.baseline.idle_loaded_watts);
    }
}

}  // namespace lem::measure
