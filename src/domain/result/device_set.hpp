#pragma once
/// The hardware of a result as one name: "2 x NVIDIA H100 + NVIDIA L4". One and eight of a GPU are
/// different hardware, with different names. Pure.

#include "domain/result/result.hpp"

#include <span>

namespace lem::domain {

struct DeviceSet {
    std::string name;  // kinds in the order of their first device
    int count = 1;     // of all devices in it
};

/// The GPUs or, without any, the processor.
DeviceSet device_set_of(const Environment& environment);

}  // namespace lem::domain
