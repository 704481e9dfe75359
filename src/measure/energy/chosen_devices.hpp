#pragma once
/// A part of a source's devices, where a run is not on all of them.

#include "platform/power/energy_source.hpp"
#include "schema/record.hpp"

namespace lem::measure {

/// `wanted`: numbers from 0, or the first characters of UUIDs. Throws Error(bad_request), which
/// lists what there is, for one that is not there or that several begin with.
std::unique_ptr<power::EnergySource> choose_devices(std::unique_ptr<power::EnergySource> source,
                                                    const std::vector<schema::Scalar>& wanted);

}  // namespace lem::measure
