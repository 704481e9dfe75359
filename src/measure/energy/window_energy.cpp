#include "measure/energy/window_energy.hpp"

#include "domain/result/flags.hpp"
#include "measure/energy/counter_at.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace lem::measure {
namespace {

using domain::EnergyReason;

auto first_from(const std::vector<Sample>& samples, double t_ms) {
    return std::lower_bound(samples.begin(), samples.end(), t_ms,
                            [](const Sample& sample, double t) { return sample.at_ms < t; });
}

/// Interpolates a series at a time; nullopt outside the series.
template <class Value>
std::optional<double> at(const std::vector<Sample>& samples, double t_ms, Value value) {
    const auto after = first_from(samples, t_ms);
    if (after == samples.end() || (after == samples.begin() && after->at_ms > t_ms))
        return std::nullopt;
    if (after == samples.begin()) return value(*after);
    const Sample& right = *after;
    const Sample& left = *(after - 1);
    const auto a = value(left), b = value(right);
    if (!a || !b) return std::nullopt;
    return *a + (*b - *a) * (t_ms - left.at_ms) / (right.at_ms - left.at_ms);
}

constexpr double gap_ms_max = power::gap_s_max * 1000;

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

/// The longest time in the window without a reading of this device.
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

struct CounterMoves {
    int readings = 0;
    int moves = 0;
    double longest_ms = 0;
};

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

/// No device uses zero energy for that long, so the counter has stalled.
bool counter_stalled(const Series& series, std::size_t device) {
    return counter_moves(series, device).longest_ms > gap_ms_max;
}

}  // namespace

std::optional<EnergyEstimate> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                             double start_ms, double end_ms,
                                             const CounterTraits& traits) {
    const Series series = series_of(samples, start_ms, end_ms);
    if (counter_was_reset(samples, device, start_ms, end_ms) || counter_stalled(series, device))
        return std::nullopt;
    const auto first = counter_at(samples, device, start_ms, traits),
               last = counter_at(samples, device, end_ms, traits);
    if (!first || !last) return std::nullopt;
    return EnergyEstimate{.joules = last->joules - first->joules,
                          .error_joules = first->error_joules + last->error_joules};
}

std::optional<EnergyEstimate> integral_joules(const std::vector<Sample>& samples,
                                              std::size_t device, double start_ms, double end_ms,
                                              double mean_of_s) {
    const auto power = [device](const Sample& sample) {
        return sample.devices[device].power_watts;
    };
    const auto first = at(samples, start_ms, power), last = at(samples, end_ms, power);
    if (!first || !last) return std::nullopt;
    double joules = 0, before_ms = start_ms, before_watts = *first;
    for (auto sample = first_from(samples, start_ms);
         sample != samples.end() && sample->at_ms < end_ms; ++sample) {
        const auto watts = power(*sample);
        if (!watts) continue;
        joules += (before_watts + *watts) / 2 * (sample->at_ms - before_ms) / 1000;
        before_ms = sample->at_ms;
        before_watts = *watts;
    }
    joules += (before_watts + *last) / 2 * (end_ms - before_ms) / 1000;
    // The intervals around the window's ends count as a whole.
    double variance = 0;
    const Sample* before = nullptr;
    double watts_at_edges = 0;
    for (const Sample& sample : series_of(samples, start_ms, end_ms).around) {
        const auto watts = power(sample);
        if (!watts) continue;
        if (before != nullptr) {
            const double error =
                (sample.at_ms - before->at_ms) / 1000 * (*watts - *power(*before)) / 2;
            variance += error * error;
            const auto bracketed = [&](double t_ms) {
                return before->at_ms <= t_ms && t_ms <= sample.at_ms;
            };
            if (bracketed(start_ms) || bracketed(end_ms))
                watts_at_edges = std::max({watts_at_edges, *watts, *power(*before)});
        }
        before = &sample;
    }
    // The energy drawn before an edge that a mean over T seconds does not show yet is between 0 and
    // T times that mean, whatever the power was; the lags of both edges are subtracted from each
    // other.
    return EnergyEstimate{.joules = joules,
                          .error_joules = 2 * std::sqrt(variance),
                          .late_joules = mean_of_s * watts_at_edges};
}

namespace {

/// The energy of one device in a window, and its faults.
struct DeviceWindow {
    domain::DeviceEnergy share;  // without the chosen value
    std::optional<EnergyEstimate> counted, integrated;
    bool silent = false;   // gave no reading for longer than the allowed gap
    bool reset = false;    // the counter
    bool stopped = false;  // the counter
    bool missing() const { return !counted && !integrated; }
};

DeviceWindow examine(const std::vector<Sample>& samples, const Series& series, std::size_t device,
                     double start_ms, double end_ms, const CounterTraits& traits) {
    DeviceWindow window{
        .share = {.device = static_cast<int>(device)},
        .counted = counter_joules(samples, device, start_ms, end_ms, traits),
        .integrated = integral_joules(samples, device, start_ms, end_ms, traits.power_mean_of_s),
        .reset = counter_was_reset(samples, device, start_ms, end_ms),
        .stopped = counter_stalled(series, device)};
    const CounterMoves moves_seen = counter_moves(series, device);
    if (!window.counted && moves_seen.readings > 1 && moves_seen.moves == 0) window.stopped = true;
    if (window.counted) window.share.counter_joules = window.counted->joules;
    if (window.integrated) window.share.integral_joules = window.integrated->joules;
    if (const auto memory = peak_memory_of(series, device))
        window.share.peak_memory_mb = *memory / 1e6;
    window.silent =  // a missing device has its own reason
        !window.missing() && longest_silence_ms(series, device, start_ms, end_ms) > gap_ms_max;
    return window;
}

/// The sums over all devices.
struct Fold {
    explicit Fold(const std::vector<DeviceWindow>& devices) {
        for (const DeviceWindow& device : devices) {
            all_counted = all_counted && device.counted;
            all_integrated = all_integrated && device.integrated;
            if (device.counted) counter_joules += device.counted->joules;
            if (device.counted) counter_error_joules += device.counted->error_joules;
            if (!device.integrated) continue;
            integral_joules += device.integrated->joules;
            integral_variance += device.integrated->error_joules * device.integrated->error_joules;
            late_joules += device.integrated->late_joules;
        }
    }
    double uncertainty_joules() const {
        return all_counted ? counter_error_joules : std::sqrt(integral_variance) + late_joules;
    }

    bool all_counted = true, all_integrated = true;
    double counter_joules = 0, counter_error_joules = 0;
    double integral_joules = 0, integral_variance = 0, late_joules = 0;
};

/// Reasons why a window is invalid, except for those of its sampling.
domain::Words reasons_against(const std::vector<DeviceWindow>& devices, const Series& series) {
    const auto any = [&](bool DeviceWindow::* fault) {
        return std::ranges::any_of(devices, fault);
    };
    domain::Words reasons;
    if (series.longest_gap_ms > gap_ms_max || any(&DeviceWindow::silent))
        add_word(reasons, EnergyReason::telemetry_gap);
    if (!series.bracketed) add_word(reasons, EnergyReason::not_bracketed);
    if (any(&DeviceWindow::reset)) add_word(reasons, EnergyReason::counter_reset);
    if (any(&DeviceWindow::stopped)) add_word(reasons, EnergyReason::counter_stopped);
    if (series.bracketed && std::ranges::any_of(devices, &DeviceWindow::missing))
        add_word(reasons, EnergyReason::device_missing);
    return reasons;
}

void judge_sampling(domain::EnergyReading& reading, const Series& series, double length_ms,
                    double period_ms) {
    if (period_ms <= 0) return;
    if (series.apart_by(period_ms / 2) < 0.75 * length_ms / period_ms - 2)
        add_word(reading.invalid_reasons, EnergyReason::too_few_samples);
    reading.missed_deadlines = series.later_than(2 * period_ms);
}

}  // namespace

WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, const Sampling& sampling) {
    const Series series = series_of(samples, start_ms, end_ms);
    WindowEnergy energy;
    energy.peak_memory_bytes = series.peak_memory_bytes;
    if (devices == 0) return energy;

    std::vector<DeviceWindow> windows;
    for (std::size_t device = 0; device < devices; ++device)
        windows.push_back(examine(
            samples, series, device, start_ms, end_ms,
            device < sampling.counters.size() ? sampling.counters[device] : CounterTraits{}));

    const Fold all(windows);
    domain::EnergyReading& reading = energy.reading;
    if (all.all_counted) reading.counter_joules = all.counter_joules;
    if (all.all_integrated) reading.integral_joules = all.integral_joules;
    if (all.all_counted && all.all_integrated && all.counter_joules > 0)
        reading.disagreement =
            std::abs(all.counter_joules - all.integral_joules) / all.counter_joules;
    energy.from_counter = all.all_counted;
    reading.energy_joules = all.all_counted ? reading.counter_joules : reading.integral_joules;
    reading.invalid_reasons = reasons_against(windows, series);
    judge_sampling(reading, series, end_ms - start_ms, sampling.period_ms);
    if (!reading.energy_joules) {
        reading.absent_reason = series.bracketed
                                    ? "the source gave no complete series of readings over the "
                                      "window"
                                    : "no reading was taken on one side of the window";
        return energy;
    }
    reading.uncertainty_joules = all.uncertainty_joules();
    for (DeviceWindow& window : windows) {
        window.share.energy_joules = (all.all_counted ? window.counted : window.integrated)->joules;
        reading.per_device.push_back(window.share);
    }
    return energy;
}

}  // namespace lem::measure
