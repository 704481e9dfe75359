#pragma once
/// A part of a source's devices, where a run is not on all of them.

#include "platform/power/energy_source.hpp"
#include "schema/record.hpp"

#include <set>

namespace lem::measure {

/// Positions of the `wanted`: numbers from 0, or the first characters of UUIDs. Throws
/// Error(bad_request), which lists what there is, for one that is not there or that several begin
/// with.
std::set<std::size_t> find_devices(const power::EnergySource& source,
                                   const std::vector<schema::Scalar>& wanted);

/// The source with these of its devices alone.
std::unique_ptr<power::EnergySource> keep_devices(std::unique_ptr<power::EnergySource> source,
                                                  const std::set<std::size_t>& kept);

}  // namespace lem::measure
