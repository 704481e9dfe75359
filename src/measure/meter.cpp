#include "measure/meter.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <chrono>

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
        next += std::chrono::milliseconds(period_ms_);
        std::this_thread::sleep_until(next);
    }
}

WindowEnergy Meter::window(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    return window_energy(samples_, source_ == nullptr ? 0 : source_->devices().size(), start_ms,
                         end_ms);
}

WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms) {
    constexpr double gap_ms = 3000;
    WindowEnergy energy;
    double before_ms = start_ms, counter = 0, integral = 0, gpu_memory = 0, process_memory = 0;
    for (auto sample = first_from(samples, start_ms);
         sample != samples.end() && sample->at_ms <= end_ms; ++sample) {
        energy.gap = energy.gap || sample->at_ms - before_ms > gap_ms;
        before_ms = sample->at_ms;
        double devices_memory = 0;
        for (const power::Reading& reading : sample->devices)
            devices_memory += reading.memory_bytes.value_or(0);
        gpu_memory = std::max(gpu_memory, devices_memory);
        process_memory = std::max(process_memory, sample->memory_bytes);
    }
    energy.gap = energy.gap || end_ms - before_ms > gap_ms;
    energy.peak_memory_bytes = gpu_memory > 0 ? gpu_memory : process_memory;
    if (devices == 0) return energy;

    bool all_counted = true, all_integrated = true;
    std::vector<domain::DeviceEnergy> by_counter, by_power;
    for (std::size_t device = 0; device < devices; ++device) {
        const auto counted = counter_joules(samples, device, start_ms, end_ms),
                   integrated = integral_joules(samples, device, start_ms, end_ms);
        all_counted = all_counted && counted;
        all_integrated = all_integrated && integrated;
        counter += counted.value_or(0);
        integral += integrated.value_or(0);
        by_counter.push_back({static_cast<int>(device), counted.value_or(0)});
        by_power.push_back({static_cast<int>(device), integrated.value_or(0)});
    }
    if (all_counted) energy.reading.counter_joules = counter;
    if (all_integrated) energy.reading.integral_joules = integral;
    energy.from_counter = all_counted;
    energy.reading.energy_joules =
        all_counted ? energy.reading.counter_joules : energy.reading.integral_joules;
    energy.reading.per_device = all_counted ? std::move(by_counter) : std::move(by_power);
    if (!energy.reading.energy_joules) {
        energy.reading.per_device.clear();
        energy.reading.absent_reason =
            "the source gave no complete series of readings over the window";
    }
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
