#pragma once
/// Energy of a window of time from samples of counters and power. Pure.

#include "domain/result/energy.hpp"
#include "platform/power/energy_source.hpp"

namespace lem::measure {

struct Sample {
    double at_ms = 0;  // the middle of the reading
    std::vector<power::Reading> devices;
    double memory_bytes = 0;
    double read_ms = 0;  // duration of the reading
};

/// Properties of one device's counter and of its power readings.
struct CounterTraits {
    std::optional<double> period_ms = {};  // the longest time between two moves
    double power_mean_of_s = 0;            // readings are means over this time; 0: instant
};

/// How samples were taken; unknown values make the energy's uncertainty larger.
struct Sampling {
    double period_ms = 0;  // 0: missing samples are not detected
    std::vector<CounterTraits> counters = {};
};

struct EnergyEstimate {
    double joules = 0;
    double error_joules = 0;  // half the width of the possible range
    double late_joules = 0;   // error from readings that are means; adds up over devices
};

struct WindowEnergy {
    domain::EnergyReading reading;
    bool from_counter = false;
    double peak_memory_bytes = 0;
};

/// Energy of one device between two times, from samples that bracket them: by counter (counter_at)
/// or by integrated power (trapezoids with interpolated edges). The error of the integral treats
/// those of the trapezoids, interval x change / 2, as independent: twice the root of their squared
/// sum. Readings that are means over the time before lag at both edges.
/// counter_joules returns nullopt when the counter decreased: it was reset with the driver. By
/// counter, energies of adjoining windows add up exactly; that of a window shorter than the
/// counter's period may be below 0 by no more than its error.
std::optional<EnergyEstimate> counter_joules(const std::vector<Sample>& samples, std::size_t device,
                                             double start_ms, double end_ms,
                                             const CounterTraits& traits = {});
std::optional<EnergyEstimate> integral_joules(const std::vector<Sample>& samples,
                                              std::size_t device, double start_ms, double end_ms,
                                              double mean_of_s = 0);

/// The energy of all devices: by counter when every device has one, otherwise by integrated power.
/// A device with 0 J beside others with energy has dead readings: then there is no energy, and the
/// reason names it. The shares of the devices add up to the chosen value. Its uncertainty is that
/// of sampling: errors of counters add up, those of integrals as the root of their squared sum;
/// where power readings are means, their lags add up too, because devices change their power
/// together.
WindowEnergy window_energy(const std::vector<Sample>& samples, std::size_t devices, double start_ms,
                           double end_ms, const Sampling& sampling = {});

}  // namespace lem::measure
