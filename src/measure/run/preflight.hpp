#pragma once
/// What could spoil a measurement, looked at before anything is started.

#include "domain/result/result.hpp"
#include "platform/power/energy_source.hpp"

namespace lem::measure {

/// Processor time of the whole machine since its start.
struct ProcessorTime {
    double busy_s = 0;
    double all_s = 0;
};
/// From the text of /proc/stat; nothing when it is not of that form.
std::optional<ProcessorTime> parse_processor_time(std::string_view proc_stat);
ProcessorTime read_processor_time();

/// Clock, frequency governor, and what other programs use: `before` and `after` enclose a time in
/// which lem itself did nothing.
std::vector<domain::PreflightFinding> preflight(const ProcessorTime& before,
                                                const ProcessorTime& after);

/// Of the hottest device, after waiting for it to be below `wanted_celsius`.
domain::PreflightFinding start_temperature(double celsius, double wanted_celsius);

/// How the devices are set: whether their driver stays loaded, and what changes their power.
/// Nothing of what the source does not say.
std::vector<domain::PreflightFinding> device_settings(
    const std::vector<power::DeviceInfo>& devices);

/// Programs that computed on a device before lem started its engine.
domain::PreflightFinding foreign_processes(std::size_t count);

}  // namespace lem::measure
