#include "measure/energy/meter.hpp"

#include "measure/energy/counter_at.hpp"

#include <algorithm>
#include <chrono>

namespace lem::measure {

namespace {

constexpr double follow_ms_max = 1000;
constexpr int moves_wanted = 3;
/// The farthest that readings for the edge of a window (counter_at) and the trend of temperatures
/// reach.
constexpr double beside_ms = 15'000;

}  // namespace

Meter::Meter(power::EnergySource* source, int period_ms, std::function<double()> now_ms,
             std::function<double()> memory_bytes, std::size_t readings_max)
    : source_(source),
      period_ms_(period_ms),
      now_ms_(std::move(now_ms)),
      memory_bytes_(std::move(memory_bytes)),
      readings_max_(readings_max),
      csv_(period_ms / 2.0),
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
    const std::uint64_t wanted = taken_ + 2;
    wake_.wait(lock, [&] { return taken_ >= wanted; });
}

void Meter::loop() {
    const std::chrono::milliseconds period(period_ms_);
    auto next = std::chrono::steady_clock::now();
    read_conditions();
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
        read_conditions();
        lock.lock();
        // After a stall, missed deadlines are skipped: a burst of late samples would give one
        // moment too much weight.
        const auto now = std::chrono::steady_clock::now();
        do
            next += period;
        while (next < now);
        wake_.wait_until(lock, next, [&] { return stopping_ || following(); });
    }
}

void Meter::take_sample() {
    constexpr double memory_every_ms = 500;  // walking /proc costs more than reading a sensor
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
    ++taken_;
    if (samples_.size() * (1 + samples_.back().devices.size()) > readings_max_) forget_old();
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

void Meter::read_conditions() {
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
        hottest = std::max(hottest, device.temperature_celsius);  // nullopt is less than any value
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

Recording Meter::recording(double start_ms, double end_ms) const {
    const std::lock_guard lock(mutex_);
    const auto before = [](const Sample& sample, double t_ms) { return sample.at_ms < t_ms; };
    const auto first =
        std::lower_bound(samples_.begin(), samples_.end(), start_ms - beside_ms, before);
    const auto last = std::lower_bound(first, samples_.end(), end_ms + beside_ms, before);
    return {.samples = {first, last},
            .devices = source_ == nullptr ? 0 : source_->devices().size(),
            .sampling = sampling_};
}

WindowEnergy Meter::window(double start_ms, double end_ms) const {
    return recording(start_ms, end_ms).window(start_ms, end_ms);
}

void Meter::keep_since(double t_ms) {
    const std::lock_guard lock(mutex_);
    keep_since_ms_ = t_ms;
    forget_old();
}

void Meter::forget_old() {
    const double oldest_ms = std::min(keep_since_ms_, now_ms_()) - beside_ms;
    const auto old = [oldest_ms](const auto& sample) { return sample.at_ms < oldest_ms; };
    auto kept = std::find_if_not(samples_.begin(), samples_.end(), old);
    const std::size_t readings = samples_.empty() ? 1 : 1 + samples_.front().devices.size();
    if (const std::size_t most = readings_max_ / readings; samples_.size() > most)
        kept = std::max(kept, samples_.end() - static_cast<std::ptrdiff_t>(most - most / 4));
    for (auto sample = samples_.begin(); sample != kept; ++sample)
        csv_.add(*sample);
    samples_.erase(samples_.begin(), kept);
    conditions_.erase(conditions_.begin(),
                      std::find_if_not(conditions_.begin(), conditions_.end(), old));
}

std::optional<double> Meter::recent_watts() const {
    if (source_ == nullptr) return std::nullopt;
    const double end_ms = now_ms_() - 1.5 * period_ms_;
    const auto energy = window(end_ms - 1000, end_ms).reading.energy_joules;
    return energy;
}

std::string Meter::csv() const {
    std::unique_lock lock(mutex_);
    PowerCsv all = csv_;
    const std::vector<Sample> recent = samples_;
    lock.unlock();
    for (const Sample& sample : recent)
        all.add(sample);
    return all.text();
}

}  // namespace lem::measure
