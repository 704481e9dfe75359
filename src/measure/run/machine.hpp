#pragma once
/// Describes this machine; names that could identify it appear only as salted hashes.

#include "base/id.hpp"
#include "base/variables.hpp"
#include "domain/result/result.hpp"
#include "platform/power/energy_source.hpp"

namespace lem::measure {

/// 32 random bytes, created once in the user's configuration folder (0600), so that hashes of one
/// user's machines match each other and no others.
std::string identity_salt(const Variables& variables, RandomSource& random);

domain::Environment read_environment(const std::string& salt);
/// Durations come from the monotonic clock; dates from one that a time service should synchronise.
struct ClockReport {
    std::string source;  // the kernel's clock source: tsc, kvm-clock, ...
    bool synchronised = false;
    std::optional<std::string> remedy;
};
ClockReport read_clock();

domain::Device to_device(const power::DeviceInfo& info, int index, const std::string& salt);

/// The energy sources in the order in which they are tried, each with what the probe found.
/// `config` may give the paths of libraries and sysfs.
std::vector<power::Probe> probe_energy_sources(const domain::EnergyConfig& config = {});
domain::EnergyScope to_scope(power::Scope scope);
domain::EnergySourceReport to_report(const power::Probe& probe);

}  // namespace lem::measure
