#pragma once
/// A subset of a source's devices, for runs that do not use all of them.

#include "platform/power/energy_source.hpp"
#include "schema/record.hpp"

#include <set>

namespace lem::measure {

/// Positions of the `wanted` devices, which are numbers from 0 or the first characters of UUIDs.
/// Throws Error(bad_request), which lists the devices, when one does not exist or is ambiguous.
std::set<std::size_t> find_devices(const power::EnergySource& source,
                                   const std::vector<schema::Scalar>& wanted);

/// The source, restricted to these devices.
std::unique_ptr<power::EnergySource> keep_devices(std::unique_ptr<power::EnergySource> source,
                                                  const std::set<std::size_t>& kept);

}  // namespace lem::measure
