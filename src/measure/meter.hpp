#pragma once
/// The sampler: one thread reads the energy source and the engine's memory at a fixed period;
/// energy of any window afterwards. start() and stop() from one thread; windows after or during the
/// run.

#include "domain/result.hpp"
#include "platform/power/energy_source.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace lem::measure {

struct Sample {
    double at_ms = 0;
    std::vector<power::Reading> devices;
    double memory_bytes = 0;
};

struct WindowEnergy {
    domain::EnergyReading reading;
    bool from_counter = false;
    double peak_memory_bytes = 0;
    bool gap = false;  // two samples more than three seconds apart, or the window is not bracketed
};

class Meter {
public:
    /// `source` may be null: then only memory is sampled. `memory_bytes` is asked at each sample.
    Meter(power::EnergySource* source, int period_ms, std::function<double()> now_ms,
          std::function<double()> memory_bytes);
    ~Meter();
    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;

    WindowEnergy window(double start_ms, double end_ms) const;
    /// Mean power over the last second; nothing without a source.
    std::optional<double> recent_watts() const;
    /// The trace as CSV: t_s, then watts for each device.
    std::string csv() const;

private:
    void loop();

    power::EnergySource* source_;
    int period_ms_;
    std::function<double()> now_ms_;
    std::function<double()> memory_bytes_;
    mutable std::mutex mutex_;
    std::vector<Sample> samples_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// Energy of one device between two times, from samples that bracket them: by counter (linear
/// between neighbouring samples) and by integrated power (trapezoid with interpolated edges).
std::optional<double> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                     double start_ms, double end_ms);
std::optional<double> integral_joules(const std::vector<Sample>& samples, std::size_t device,
                                      double start_ms, double end_ms);

/// All devices together: by counter when every device has one, otherwise by integrated power. The
/// shares of the devices add up to the value that is used. Its uncertainty is that of sampling:
/// for counters, at either edge the power there times the longest time in which the counter stood
/// still; for power, twice the root of the squared sum of (interval x change / 2), which takes the
/// errors of the trapezoids as independent. `period_ms` is that of sampling; 0 does not judge
/// whether samples are missing.
WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, double period_ms = 0);

}  // namespace lem::measure
