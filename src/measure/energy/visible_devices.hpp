#pragma once
/// Determines which of a source's devices an engine can use, from its environment variables:
/// CUDA_VISIBLE_DEVICES and similar. Pure.

#include "base/variables.hpp"
#include "platform/power/energy_source.hpp"

#include <set>

namespace lem::measure {

struct VisibleDevices {
    /// Positions in the source's list; empty when every device is hidden. nullopt: no variable
    /// limits them, or they cannot be determined because of `problem`.
    std::optional<std::set<std::size_t>> devices;
    std::string variables;  // names of the variables that limit them, for messages; empty: no limit
    std::optional<std::string> problem;
};

/// `source` is the name of the energy source; it decides which variables count:
/// - NVIDIA: CUDA_VISIBLE_DEVICES, and before it NVIDIA_VISIBLE_DEVICES where the caller passes it,
///   which has an effect only when a container is started.
/// - AMD: ROCR_VISIBLE_DEVICES, and among the remaining devices HIP_VISIBLE_DEVICES, otherwise
///   CUDA_VISIBLE_DEVICES, otherwise GPU_DEVICE_ORDINAL.
/// - Intel: ZE_AFFINITY_MASK.
/// Lists are read as the runtimes read them: numbers or beginnings of UUIDs in any order, up to the
/// first entry that names no device ("-1", "none"); set but empty hides all from CUDA and ROCr.
/// CUDA numbers different GPUs by speed unless CUDA_DEVICE_ORDER is PCI_BUS_ID; a number that could
/// mean either is a `problem`. So is a MIG instance, whose energy no driver reports.
VisibleDevices visible_devices(const std::string& source,
                               const std::vector<power::DeviceInfo>& devices,
                               const Variables& variables);

}  // namespace lem::measure
