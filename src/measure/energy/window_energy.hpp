#pragma once
/// Energy of a window of time from samples of counters and power. Pure.

#include "domain/result/energy.hpp"
#include "platform/power/energy_source.hpp"

namespace lem::measure {

struct Sample {
    double at_ms = 0;  // the middle of the reading
    std::vector<power::Reading> devices;
    double memory_bytes = 0;
    double read_ms = 0;  // what the reading took
};

/// Properties of one device's counter and of its power readings.
struct CounterTraits {
    std::optional<double> period_ms = {};  // the longest time between two moves
    double power_mean_of_s = 0;            // readings are means over this time; 0: instant
};

/// How samples were taken; unknown values make the energy's uncertainty larger.
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
};

/// Energy of one device between two times, from samples that bracket them: by counter (counter_at)
/// and by integrated power (trapezoid with interpolated edges). The error of the second takes those
/// of the trapezoids, interval x change / 2, as independent: twice the root of their squared sum.
/// Readings that are means of the time before lag behind at both edges.
/// nullopt when the counter decreased: it was reset with the driver. By counter, energies of
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

}  // namespace lem::measure
