#pragma once
/// The sampler: one thread reads the energy source and the engine's memory at a fixed period, and
/// the devices' conditions twice a second; energy of any window afterwards. Thread-safe.

#include "domain/result/result.hpp"
#include "measure/energy/device_conditions.hpp"
#include "platform/power/energy_source.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace lem::measure {

struct Sample {
    double at_ms = 0;  // the middle of the reading
    std::vector<power::Reading> devices;
    double memory_bytes = 0;
    double read_ms = 0;  // what the reading took
};

/// Of one device's counter, and of its power readings, by which the counter is followed.
struct CounterTraits {
    std::optional<double> period_ms = {};  // the longest time between two moves
    double power_mean_of_s = 0;            // a mean says nothing of the power at an edge; 0: none
};

/// How samples were taken; what is not known makes the energy's uncertainty larger.
struct Sampling {
    double period_ms = 0;  // 0: whether samples are missing is not judged
    std::vector<CounterTraits> counters = {};
};

struct EnergyEstimate {
    double joules = 0;
    double error_joules = 0;  // half the width of what is possible
    double late_joules = 0;   // as much again, from readings that are means; devices' add up
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

    /// Reads every millisecond until each counter has moved three times, for a second at most, so
    /// that these moves are known to the millisecond: for the edges of a window. Does nothing
    /// without counters.
    void follow_counters();
    /// Waits until that is over and two more samples are taken.
    void wait_for_samples();
    WindowEnergy window(double start_ms, double end_ms) const;
    std::vector<domain::DeviceCondition> conditions(double start_ms, double end_ms) const;
    /// Of the hottest device, as it was last seen.
    std::optional<double> temperature_celsius() const;
    /// The change of the hottest device's temperature in ten seconds, as it is now.
    std::optional<double> celsius_per_10_s() const;
    std::optional<std::set<unsigned>> compute_pids(double start_ms, double end_ms) const;
    /// Mean power over the last second; nothing without a source.
    std::optional<double> recent_watts() const;
    /// power_csv of what was sampled, without the close readings at an edge.
    std::string csv() const;

private:
    void loop();
    void take_sample();
    void note_moves(const Sample& sample);
    void look_at_conditions();
    void learn_counter_periods();
    bool following() const;

    power::EnergySource* source_;
    int period_ms_;
    std::function<double()> now_ms_;
    std::function<double()> memory_bytes_;
    mutable std::mutex mutex_;
    std::vector<Sample> samples_;
    std::vector<ConditionSample> conditions_;
    Sampling sampling_;
    double follow_until_ms_;
    std::vector<int> moves_;  // of each counter since follow_counters()
    double memory_at_ms_ = -1e9, conditions_at_ms_ = -1e9, process_memory_bytes_ = 0;
    bool stopping_ = false;
    std::condition_variable wake_;
    std::thread thread_;
};

/// Energy of one device between two times, from samples that bracket them: by counter (counter_at)
/// and by integrated power (trapezoid with interpolated edges). The error of the second takes those
/// of the trapezoids, interval x change / 2, as independent: twice the root of their squared sum.
/// Readings that are means of the time before lag behind at both edges.
/// Nothing where the counter went back: it was reset with the driver. By counter, energies of
/// adjoining windows add up exactly; one shorter than the counter's period may be less than 0 by no
/// more than its error.
std::optional<EnergyEstimate> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                             double start_ms, double end_ms,
                                             const CounterTraits& traits = {});
std::optional<EnergyEstimate> integral_joules(const std::vector<Sample>& samples,
                                              std::size_t device, double start_ms, double end_ms,
                                              double mean_of_s = 0);

/// All devices together: by counter when every device has one, otherwise by integrated power. The
/// shares of the devices add up to the value that is used. Its uncertainty is that of sampling:
/// errors of counters add up, those of integrals as the root of their squared sum; where power is a
/// mean, what it lags behind adds up too, since devices change their power together.
WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, const Sampling& sampling = {});

/// CSV: t_s, then the watts of each device, as read or else from the counter since the row before.
/// Samples closer than `apart_ms` to the one before are left out.
std::string power_csv(const std::vector<Sample>& samples, double apart_ms);

}  // namespace lem::measure
