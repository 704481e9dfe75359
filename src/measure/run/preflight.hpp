#pragma once
/// Checks for conditions that distort a measurement, before anything is started.

#include "domain/result/result.hpp"
#include "platform/power/energy_source.hpp"

namespace lem::measure {

/// Processor time of the whole machine since its start.
struct ProcessorTime {
    double busy_s = 0;
    double all_s = 0;
};
/// Parses the text of /proc/stat; nullopt when it has another format.
std::optional<ProcessorTime> parse_processor_time(std::string_view proc_stat);
ProcessorTime read_processor_time();

/// Clock, frequency governor, and the load of other programs: `before` and `after` enclose a period
/// in which lem itself was idle.
std::vector<domain::PreflightFinding> preflight(const ProcessorTime& before,
                                                const ProcessorTime& after);

/// The temperature of the hottest device, after waiting for it to drop below `wanted_celsius`.
domain::PreflightFinding start_temperature(double celsius, double wanted_celsius);

/// The settings of the devices: whether their driver stays loaded, and the settings that affect
/// power. Settings that the source does not report are left out.
std::vector<domain::PreflightFinding> device_settings(
    const std::vector<power::DeviceInfo>& devices);

/// Programs that computed on a device before lem started its engine.
domain::PreflightFinding foreign_processes(std::size_t count);

}  // namespace lem::measure
