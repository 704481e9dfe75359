#pragma once
/// The sampler: one thread reads the energy source and the engine's memory at a fixed period, and
/// the devices' conditions twice a second. Computes the energy of any window afterwards.
/// Thread-safe.

#include "measure/energy/device_conditions.hpp"
#include "measure/energy/power_csv.hpp"
#include "measure/energy/window_energy.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace lem::measure {

/// The samples around a period of time: a copy, so that integrating does not block the sampler.
struct Recording {
    std::vector<Sample> samples;
    std::size_t devices = 0;
    Sampling sampling;

    /// The energy of a window within the period.
    WindowEnergy window(double start_ms, double end_ms) const {
        return window_energy(samples, devices, start_ms, end_ms, sampling);
    }
};

class Meter {
public:
    /// If `source` is null, only memory is sampled. `memory_bytes` is called at each sample. At
    /// most `readings_max` readings of devices are kept (about 60 bytes each); then the oldest are
    /// dropped, and a window that starts before them is no longer bracketed.
    Meter(power::EnergySource* source, int period_ms, std::function<double()> now_ms,
          std::function<double()> memory_bytes, std::size_t readings_max = 4'000'000);
    ~Meter();
    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;

    /// For the edges of a window: reads every millisecond until each counter has moved three times,
    /// for a second at most, so that these moves are known to the millisecond. Does nothing without
    /// counters.
    void follow_counters();
    /// Waits until following ends and two more samples are taken.
    void wait_for_samples();
    /// Promises that no window will start before `t_ms`: older samples, except for the seconds that
    /// an edge needs, are kept in csv() only.
    void keep_since(double t_ms);
    Recording recording(double start_ms, double end_ms) const;
    WindowEnergy window(double start_ms, double end_ms) const;
    std::vector<domain::DeviceCondition> conditions(double start_ms, double end_ms) const;
    /// The last reading of the hottest device.
    std::optional<double> temperature_celsius() const;
    /// The change of the hottest device's temperature in the last ten seconds.
    std::optional<double> celsius_per_10_s() const;
    std::optional<std::set<unsigned>> compute_pids(double start_ms, double end_ms) const;
    /// Mean power over the last second; nullopt without a source.
    std::optional<double> recent_watts() const;
    /// power.csv of all samples, without the close readings at an edge.
    std::string csv() const;

private:
    void loop();
    void take_sample();
    void note_moves(const Sample& sample);
    void read_conditions();
    void learn_counter_periods();
    bool following() const;
    void forget_old();

    power::EnergySource* source_;
    int period_ms_;
    std::function<double()> now_ms_;
    std::function<double()> memory_bytes_;
    const std::size_t readings_max_;
    mutable std::mutex mutex_;
    PowerCsv csv_;  // of the samples that were dropped
    double keep_since_ms_ = 0;
    std::vector<Sample> samples_;
    std::uint64_t taken_ = 0;  // samples since the start
    std::vector<ConditionSample> conditions_;
    Sampling sampling_;
    double follow_until_ms_;
    std::vector<int> moves_;  // of each counter since follow_counters()
    double memory_at_ms_ = -1e9, conditions_at_ms_ = -1e9, process_memory_bytes_ = 0;
    bool stopping_ = false;
    std::condition_variable wake_;
    std::thread thread_;
};

}  // namespace lem::measure
