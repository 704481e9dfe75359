#include "measure/energy/meter.hpp"

#include "base/text.hpp"
#include "measure/energy/counter_at.hpp"

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

constexpr double gap_ms_max = power::gap_s_max * 1000;

/// The samples of a window, with one more on either side where there is one.
struct Series {
    std::span<const Sample> around;
    std::span<const Sample> inside;
    bool bracketed = false;
    double longest_gap_ms = 0;
    double peak_memory_bytes = 0;  // the devices' together, or the engine's

    /// Not the close ones at an edge, which must not stand in for missing ones elsewhere.
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

/// No device takes nothing for so long: its counter hangs.
bool counter_stands(const Series& series, std::size_t device) {
    std::optional<double> before;
    double moved_ms = 0, stood_ms = 0;
    for (const Sample& sample : series.around) {
        const auto now = sample.devices[device].counter_joules;
        if (!now) continue;
        if (!before || *now != *before) moved_ms = sample.at_ms;
        stood_ms = std::max(stood_ms, sample.at_ms - moved_ms);
        before = now;
    }
    return stood_ms > gap_ms_max;
}

}  // namespace

std::optional<EnergyEstimate> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                             double start_ms, double end_ms,
                                             const CounterTraits& traits) {
    const Series series = series_of(samples, start_ms, end_ms);
    if (counter_was_reset(samples, device, start_ms, end_ms) || counter_stands(series, device))
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
    // The intervals that the window's ends lie in count as a whole.
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
    // What was drawn before an edge and is not yet in a mean of T seconds, is between 0 and T times
    // that mean, whatever the power was; what both edges lack is subtracted from each other.
    return EnergyEstimate{.joules = joules,
                          .error_joules = 2 * std::sqrt(variance),
                          .late_joules = mean_of_s * watts_at_edges};
}

namespace {
constexpr double follow_ms_max = 1000;
constexpr int moves_wanted = 3;
}  // namespace

Meter::Meter(power::EnergySource* source, int period_ms, std::function<double()> now_ms,
             std::function<double()> memory_bytes)
    : source_(source),
      period_ms_(period_ms),
      now_ms_(std::move(now_ms)),
      memory_bytes_(std::move(memory_bytes)),
      sampling_{.period_ms = static_cast<double>(period_ms)},
      follow_until_ms_(now_ms_() + follow_ms_max),  // shows how often the counters move
      thread_([this] { loop(); }) {}

Meter::~Meter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Meter::follow_counters() {
    {
        const std::lock_guard lock(mutex_);
        follow_until_ms_ = now_ms_() + follow_ms_max;
        std::ranges::fill(moves_, 0);
    }
    wake_.notify_all();
}

bool Meter::following() const {
    if (samples_.empty() || now_ms_() >= follow_until_ms_) return false;
    const std::vector<power::Reading>& devices = samples_.back().devices;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].counter_joules && moves_[i] < moves_wanted) return true;
    }
    return false;
}

void Meter::wait_for_samples() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !following(); });
    const std::size_t wanted = samples_.size() + 2;
    wake_.wait(lock, [&] { return samples_.size() >= wanted; });
}

void Meter::loop() {
    const std::chrono::milliseconds period(period_ms_);
    auto next = std::chrono::steady_clock::now();
    look_at_conditions();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        take_sample();
        lock.lock();
        if (following()) {
            wake_.wait_for(lock, std::chrono::milliseconds(1), [this] { return stopping_; });
            continue;
        }
        lock.unlock();
        learn_counter_periods();
        look_at_conditions();
        lock.lock();
        // After a stall the deadlines that passed are left out: a burst of late samples would
        // weigh one moment many times.
        const auto now = std::chrono::steady_clock::now();
        do
            next += period;
        while (next < now);
        wake_.wait_until(lock, next, [&] { return stopping_ || following(); });
    }
}

void Meter::take_sample() {
    constexpr double memory_every_ms = 500;  // walking /proc is dearer than reading a sensor
    Sample sample;
    const double asked_ms = now_ms_();
    if (source_ != nullptr) sample.devices = source_->sample(asked_ms / 1000);
    const double answered_ms = now_ms_();
    // A slow driver answers late; the middle of the call is the best guess.
    sample.at_ms = (asked_ms + answered_ms) / 2;
    sample.read_ms = answered_ms - asked_ms;
    if (sample.at_ms - memory_at_ms_ > memory_every_ms) {
        process_memory_bytes_ = memory_bytes_();
        memory_at_ms_ = sample.at_ms;
    }
    sample.memory_bytes = process_memory_bytes_;
    const std::lock_guard lock(mutex_);
    note_moves(sample);
    samples_.push_back(std::move(sample));
    wake_.notify_all();
}

void Meter::note_moves(const Sample& sample) {
    moves_.resize(sample.devices.size());
    if (samples_.empty()) return;
    for (std::size_t i = 0; i < moves_.size(); ++i) {
        if (samples_.back().devices[i].counter_joules != sample.devices[i].counter_joules)
            ++moves_[i];
    }
}

void Meter::learn_counter_periods() {
    const std::lock_guard lock(mutex_);
    if (source_ == nullptr || !sampling_.counters.empty()) return;
    for (std::size_t device = 0; device < source_->devices().size(); ++device)
        sampling_.counters.push_back(
            {.period_ms = counter_period_of(samples_, device),
             .power_mean_of_s = source_->devices()[device].power_mean_of_s});
}

void Meter::look_at_conditions() {
    constexpr double every_ms = 500;
    const double at_ms = now_ms_();
    if (source_ == nullptr || at_ms - conditions_at_ms_ < every_ms) return;
    conditions_at_ms_ = at_ms;
    std::vector<power::Condition> devices = source_->conditions();
    if (devices.empty()) return;
    const std::lock_guard lock(mutex_);
    conditions_.push_back({.at_ms = at_ms, .devices = std::move(devices)});
}

std::vector<domain::DeviceCondition> Meter::conditions(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    return conditions_of(conditions_, start_ms, end_ms);
}

std::optional<double> Meter::temperature_celsius() const {
    const std::lock_guard lock(mutex_);
    std::optional<double> hottest;
    if (conditions_.empty()) return hottest;
    for (const power::Condition& device : conditions_.back().devices)
        hottest = std::max(hottest, device.temperature_celsius);  // nothing is less than any
    return hottest;
}

std::optional<double> Meter::celsius_per_10_s() const {
    const std::lock_guard lock(mutex_);
    return measure::celsius_per_10_s(conditions_, now_ms_());
}

std::optional<std::set<unsigned>> Meter::compute_pids(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    return measure::compute_pids(conditions_, start_ms, end_ms);
}

WindowEnergy Meter::window(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    return window_energy(samples_, source_ == nullptr ? 0 : source_->devices().size(), start_ms,
                         end_ms, sampling_);
}

WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, const Sampling& sampling) {
    const Series series = series_of(samples, start_ms, end_ms);
    WindowEnergy energy;
    energy.gap = series.longest_gap_ms > gap_ms_max;
    energy.peak_memory_bytes = series.peak_memory_bytes;
    if (devices == 0) return energy;

    domain::EnergyReading& reading = energy.reading;
    bool all_counted = true, all_integrated = true, any_reset = false, any_stopped = false,
         any_missing = false;
    double counter = 0, integral = 0, counter_error = 0, integral_variance = 0, late_joules = 0;
    std::vector<domain::DeviceEnergy> shares;
    for (std::size_t device = 0; device < devices; ++device) {
        domain::DeviceEnergy share{.device = static_cast<int>(device)};
        const CounterTraits traits =
            device < sampling.counters.size() ? sampling.counters[device] : CounterTraits{};
        const auto counted = counter_joules(samples, device, start_ms, end_ms, traits);
        const auto integrated =
            integral_joules(samples, device, start_ms, end_ms, traits.power_mean_of_s);
        if (counted) share.counter_joules = counted->joules;
        if (integrated) share.integral_joules = integrated->joules;
        if (const auto memory = peak_memory_of(series, device))
            share.peak_memory_mb = *memory / 1e6;
        all_counted = all_counted && share.counter_joules;
        all_integrated = all_integrated && share.integral_joules;
        any_missing = any_missing || (!share.counter_joules && !share.integral_joules);
        if (share.counter_joules ||
            share.integral_joules)  // else it is missing, a reason by itself
            energy.gap =
                energy.gap || longest_silence_ms(series, device, start_ms, end_ms) > gap_ms_max;
        any_reset = any_reset || counter_was_reset(samples, device, start_ms, end_ms);
        any_stopped = any_stopped || counter_stands(series, device);
        counter += share.counter_joules.value_or(0);
        integral += share.integral_joules.value_or(0);
        counter_error += counted ? counted->error_joules : 0;
        integral_variance += integrated ? integrated->error_joules * integrated->error_joules : 0;
        late_joules += integrated ? integrated->late_joules : 0;
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
    if (any_stopped) reading.invalid_reasons.emplace_back("counter_stopped");
    if (any_missing && series.bracketed) reading.invalid_reasons.emplace_back("device_missing");
    if (sampling.period_ms > 0) {
        const double expected = (end_ms - start_ms) / sampling.period_ms;
        if (series.apart_by(sampling.period_ms / 2) < 0.75 * expected - 2)
            reading.invalid_reasons.emplace_back("too_few_samples");
        reading.missed_deadlines = series.later_than(2 * sampling.period_ms);
    }
    if (!reading.energy_joules) {
        reading.absent_reason = series.bracketed
                                    ? "the source gave no complete series of readings over the "
                                      "window"
                                    : "no reading was taken on one side of the window";
        return energy;
    }
    reading.uncertainty_joules =
        all_counted ? counter_error : std::sqrt(integral_variance) + late_joules;
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

namespace {

/// Watts as they were read, else from the counter since the row before.
void append_row(std::string& out, const Sample& before, const Sample& sample) {
    text::append_number(out, static_cast<double>(static_cast<std::int64_t>(sample.at_ms)) / 1000);
    for (std::size_t device = 0; device < sample.devices.size(); ++device) {
        const power::Reading &now = sample.devices[device], &earlier = before.devices[device];
        std::optional<double> watts = now.power_watts;
        if (!watts && now.counter_joules && earlier.counter_joules)
            watts = (*now.counter_joules - *earlier.counter_joules) /
                    (sample.at_ms - before.at_ms) * 1000;
        out += ',';
        if (watts) text::append_number(out, *watts);
    }
    out += '\n';
}

}  // namespace

std::string power_csv(const std::vector<Sample>& samples, double apart_ms) {
    const std::size_t devices = samples.empty() ? 0 : samples.front().devices.size();
    std::string out = "t_s";
    for (std::size_t device = 0; device < devices; ++device)
        out += ",watts" + (devices == 1 ? "" : "_" + std::to_string(device));
    out += '\n';
    const Sample* before = nullptr;
    for (const Sample& sample : samples) {
        if (before != nullptr && sample.at_ms - before->at_ms < apart_ms) continue;
        if (before != nullptr) append_row(out, *before, sample);
        before = &sample;
    }
    return out;
}

std::string Meter::csv() const {
    const std::lock_guard lock(mutex_);
    return power_csv(samples_, period_ms_ / 2.0);
}

}  // namespace lem::measure
