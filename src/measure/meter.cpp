#include "measure/meter.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

namespace lem::measure {
namespace {

auto first_from(const std::vector<Sample>& samples, double t_ms) {
    return std::lower_bound(samples.begin(), samples.end(), t_ms,
                            [](const Sample& sample, double t) { return sample.at_ms < t; });
}

/// A series interpolated at a time; nothing outside of it.
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

constexpr double gap_ms_max = 3000;

/// The samples of a window, with one more on either side where there is one.
struct Series {
    std::span<const Sample> around;
    std::span<const Sample> inside;
    bool bracketed = false;
    double longest_gap_ms = 0;
    double peak_memory_bytes = 0;  // the devices' together, or the engine's

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

/// The longest time of the window in which a device gave no reading, though others may have.
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

bool counter_goes_back(const Series& series, std::size_t device) {
    std::optional<double> before;
    for (const Sample& sample : series.around) {
        const auto now = sample.devices[device].counter_joules;
        if (now && before && *now < *before) return true;
        if (now) before = now;
    }
    return false;
}

/// Energy that may lie on the other side of the window's edges: a counter tells of energy when it
/// moves, up to one of its periods late.
double edge_error_joules(const Series& series, std::size_t device) {
    double moved_ms = -1, before_joules = 0, longest_ms = 0, most_watts = 0;
    for (const Sample& sample : series.around) {
        const auto now = sample.devices[device].counter_joules;
        if (!now) continue;
        if (moved_ms < 0 || *now != before_joules) {
            if (moved_ms >= 0 && sample.at_ms > moved_ms) {
                longest_ms = std::max(longest_ms, sample.at_ms - moved_ms);
                most_watts =
                    std::max(most_watts, (*now - before_joules) / (sample.at_ms - moved_ms) * 1000);
            }
            moved_ms = sample.at_ms;
            before_joules = *now;
        }
    }
    return 2 * longest_ms / 1000 * most_watts;
}

double trapezoid_variance(const Series& series, std::size_t device) {
    double variance = 0;
    const Sample* before = nullptr;
    for (const Sample& sample : series.around) {
        const auto now = sample.devices[device].power_watts;
        if (!now) continue;
        if (before != nullptr) {
            const double error = (sample.at_ms - before->at_ms) / 1000 *
                                 (*now - *before->devices[device].power_watts) / 2;
            variance += error * error;
        }
        before = &sample;
    }
    return variance;
}

}  // namespace

std::optional<double> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                     double start_ms, double end_ms) {
    const auto counter = [device](const Sample& sample) {
        return sample.devices[device].counter_joules;
    };
    const auto first = at(samples, start_ms, counter), last = at(samples, end_ms, counter);
    if (!first || !last) return std::nullopt;
    // A counter that goes back was reset with the driver: its difference means nothing.
    double before = *first;
    for (auto sample = first_from(samples, start_ms);
         sample != samples.end() && sample->at_ms < end_ms; ++sample) {
        const auto now = counter(*sample);
        if (!now) continue;
        if (*now < before) return std::nullopt;
        before = *now;
    }
    if (*last < before) return std::nullopt;
    return *last - *first;
}

std::optional<double> integral_joules(const std::vector<Sample>& samples, std::size_t device,
                                      double start_ms, double end_ms) {
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
    return joules + (before_watts + *last) / 2 * (end_ms - before_ms) / 1000;
}

Meter::Meter(power::EnergySource* source, int period_ms, std::function<double()> now_ms,
             std::function<double()> memory_bytes)
    : source_(source),
      period_ms_(period_ms),
      now_ms_(std::move(now_ms)),
      memory_bytes_(std::move(memory_bytes)),
      thread_([this] { loop(); }) {}

Meter::~Meter() {
    stopping_ = true;
    thread_.join();
}

void Meter::loop() {
    auto next = std::chrono::steady_clock::now();
    double memory_at_ms = -1e9, memory = 0;
    while (!stopping_) {
        Sample sample;
        const double asked_ms = now_ms_();
        if (source_ != nullptr) sample.devices = source_->sample(asked_ms / 1000);
        // A slow driver answers late; the middle of the call is the best guess.
        sample.at_ms = (asked_ms + now_ms_()) / 2;
        if (sample.at_ms - memory_at_ms > 500) {  // walking /proc is dearer than reading a sensor
            memory = memory_bytes_();
            memory_at_ms = sample.at_ms;
        }
        sample.memory_bytes = memory;
        {
            const std::lock_guard lock(mutex_);
            samples_.push_back(std::move(sample));
        }
        // After a stall the deadlines that passed are left out: a burst of late samples would
        // weigh one moment many times.
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::milliseconds period(period_ms_);
        do
            next += period;
        while (next < now);
        std::this_thread::sleep_until(next);
    }
}

WindowEnergy Meter::window(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    return window_energy(samples_, source_ == nullptr ? 0 : source_->devices().size(), start_ms,
                         end_ms, period_ms_);
}

WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, double period_ms) {
    const Series series = series_of(samples, start_ms, end_ms);
    WindowEnergy energy;
    energy.gap = series.longest_gap_ms > gap_ms_max;
    energy.peak_memory_bytes = series.peak_memory_bytes;
    if (devices == 0) return energy;

    domain::EnergyReading& reading = energy.reading;
    bool all_counted = true, all_integrated = true, any_reset = false, any_missing = false;
    double counter = 0, integral = 0, counter_error = 0, integral_variance = 0;
    std::vector<domain::DeviceEnergy> shares;
    for (std::size_t device = 0; device < devices; ++device) {
        domain::DeviceEnergy share{.device = static_cast<int>(device)};
        share.counter_joules = counter_joules(samples, device, start_ms, end_ms);
        share.integral_joules = integral_joules(samples, device, start_ms, end_ms);
        if (const auto memory = peak_memory_of(series, device))
            share.peak_memory_mb = *memory / 1e6;
        all_counted = all_counted && share.counter_joules;
        all_integrated = all_integrated && share.integral_joules;
        any_missing = any_missing || (!share.counter_joules && !share.integral_joules);
        if (share.counter_joules ||
            share.integral_joules)  // else it is missing, a reason by itself
            energy.gap =
                energy.gap || longest_silence_ms(series, device, start_ms, end_ms) > gap_ms_max;
        any_reset = any_reset || counter_goes_back(series, device);
        counter += share.counter_joules.value_or(0);
        integral += share.integral_joules.value_or(0);
        counter_error += edge_error_joules(series, device);
        integral_variance += trapezoid_variance(series, device);
        shares.push_back(share);
    }
    if (all_counted) reading.counter_joules = counter;
    if (all_integrated) reading.integral_joules = integral;
    if (all_counted && all_integrated && counter > 0)
        reading.disagreement = std::abs(counter - integral) / counter;
    energy.from_counter = all_counted;
    reading.energy_joules = all_counted ? reading.counter_joules : reading.integral_joules;
    if (energy.gap) reading.invalid_reasons.emplace_back("telemetry_gap");
    if (!series.bracketed) reading.invalid_reasons.emplace_back("not_bracketed");
    if (any_reset) reading.invalid_reasons.emplace_back("counter_reset");
    if (any_missing && series.bracketed) reading.invalid_reasons.emplace_back("device_missing");
    if (period_ms > 0) {
        const double expected = (end_ms - start_ms) / period_ms;
        if (static_cast<double>(series.inside.size()) < 0.75 * expected - 2)
            reading.invalid_reasons.emplace_back("too_few_samples");
        reading.missed_deadlines = series.later_than(2 * period_ms);
    }
    if (!reading.energy_joules) {
        reading.absent_reason = series.bracketed
                                    ? "the source gave no complete series of readings over the "
                                      "window"
                                    : "no reading was taken on one side of the window";
        return energy;
    }
    reading.uncertainty_joules = all_counted ? counter_error : 2 * std::sqrt(integral_variance);
    for (domain::DeviceEnergy& share : shares)
        share.energy_joules = *(all_counted ? share.counter_joules : share.integral_joules);
    reading.per_device = std::move(shares);
    return energy;
}

std::optional<double> Meter::recent_watts() const {
    if (source_ == nullptr) return std::nullopt;
    const double end_ms = now_ms_() - 1.5 * period_ms_;
    const auto energy = window(end_ms - 1000, end_ms).reading.energy_joules;
    return energy;
}

std::string Meter::csv() const {
    const std::size_t devices = source_ == nullptr ? 0 : source_->devices().size();
    std::string out = "t_s";
    for (std::size_t device = 0; device < devices; ++device)
        out += ",watts" + (devices == 1 ? "" : "_" + std::to_string(device));
    out += '\n';
    const std::lock_guard lock(mutex_);
    const std::vector<Sample>& samples = samples_;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        text::append_number(
            out, static_cast<double>(static_cast<std::int64_t>(samples[i].at_ms)) / 1000);
        for (std::size_t device = 0; device < devices; ++device) {
            const auto& now = samples[i].devices[device];
            const auto& before = samples[i - 1].devices[device];
            std::optional<double> watts = now.power_watts;
            if (!watts && now.counter_joules && before.counter_joules) {
                watts = (*now.counter_joules - *before.counter_joules) /
                        (samples[i].at_ms - samples[i - 1].at_ms) * 1000;
            }
            out += ',';
            if (watts) text::append_number(out, *watts);
        }
        out += '\n';
    }
    return out;
}

}  // namespace lem::measure
