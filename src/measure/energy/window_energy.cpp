#include "measure/energy/window_energy.hpp"

#include "base/text.hpp"
#include "domain/result/flags.hpp"
#include "measure/energy/counter_at.hpp"
#include "measure/energy/sample_series.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {
namespace {

using domain::EnergyReason;

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
    /// No device that is switched on draws 0 W over a window: its readings are dead. (A counter
    /// that does not move gives no value at all.)
    bool without_energy() const { return integrated && integrated->joules <= 0; }
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

/// Says which devices reported 0 J while others reported energy, so that no sum is that of all;
/// empty if there is none.
std::string devices_without_energy(const std::vector<DeviceWindow>& devices) {
    std::string without;
    std::ptrdiff_t count = 0;
    for (const DeviceWindow& device : devices) {
        if (!device.without_energy()) continue;
        ++count;
        without += (without.empty() ? "" : ", ") + std::to_string(device.share.device);
    }
    if (count == 0 || count == std::ssize(devices)) return {};
    constexpr std::size_t numbers_bytes_max = 200;
    return "device" + std::string(count == 1 ? " " : "s ") + text::cut(without, numbers_bytes_max) +
           " of " + std::to_string(devices.size()) +
           " reported 0 J while others reported energy, so the sum is not known";
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
    const std::string dead = all.all_counted ? "" : devices_without_energy(windows);
    if (all.all_counted) reading.counter_joules = all.counter_joules;
    if (all.all_integrated && dead.empty()) reading.integral_joules = all.integral_joules;
    if (all.all_counted && all.all_integrated && all.counter_joules > 0)
        reading.disagreement =
            std::abs(all.counter_joules - all.integral_joules) / all.counter_joules;
    energy.from_counter = all.all_counted;
    reading.energy_joules = all.all_counted ? reading.counter_joules : reading.integral_joules;
    reading.invalid_reasons = reasons_against(windows, series);
    if (!dead.empty()) add_word(reading.invalid_reasons, EnergyReason::device_without_energy);
    judge_sampling(reading, series, end_ms - start_ms, sampling.period_ms);
    if (!reading.energy_joules) {
        reading.absent_reason =
            !series.bracketed ? "no reading was taken on one side of the window"
            : !dead.empty()   ? dead
                              : "the source gave no complete series of readings over the window";
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
