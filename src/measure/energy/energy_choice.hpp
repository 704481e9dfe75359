#pragma once
/// Chooses the energy source of a run: what it covers, or why there is none.

#include "base/variables.hpp"
#include "domain/result/result.hpp"
#include "platform/power/energy_source.hpp"
#include "platform/power/trace_file.hpp"

#include <filesystem>

namespace lem::measure {

struct EnergyChoice {
    std::unique_ptr<power::EnergySource> source;    // null: nothing is measured here
    std::optional<std::filesystem::path> external;  // the wall meter's record, read after the run
    std::vector<domain::EnergySourceReport> probed;
    domain::EnergyScope scope = domain::EnergyScope::none;
    domain::EnergyMethod method = domain::EnergyMethod::none;  // set for modelled energy only
    std::string absent_reason;                                 // why nothing is measured
    std::vector<std::string> advice;  // lines for the user: what is not measured, and how to fix it
    std::vector<domain::PreflightFinding> findings;  // which devices are measured, and why
};

/// Probes every source and chooses the configured one, or the first that works. Measures the
/// configured devices, otherwise those that the engine can use by `engine_variables`
/// (visible_devices.hpp), which are known when lem starts the engine. Throws Error(bad_request)
/// when no trace is configured or a device does not exist, Error(invalid) when a trace to replay is
/// broken or a wall meter's record has another header, Error(unavailable) when the
/// configured source cannot be read and no energy.model takes its place.
EnergyChoice choose_energy_source(const domain::EnergyConfig& config,
                                  const std::filesystem::path& config_folder,
                                  const std::optional<Variables>& engine_variables = {});

/// The number of skipped lines, and what was wrong with the first.
std::string describe_left_out(const power::WallRecord& record);
/// A report on the wall meter's record, for the result.
domain::EnergySourceReport report_of(const power::WallRecord& record);

/// A report on the wall meter before a run: the record at `config.trace`, or how to name one.
domain::EnergySourceReport report_of_wall_meter(const domain::EnergyConfig& config);

}  // namespace lem::measure
