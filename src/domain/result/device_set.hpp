#pragma once
/// The hardware of a result as one name: "2 x NVIDIA H100 + NVIDIA L4". One and eight of a GPU are
/// different hardware, with different names. Pure.

#include "domain/result/result.hpp"

#include <functional>
#include <span>

namespace lem::domain {

struct DeviceSet {
    std::string name;    // kinds in the order of their first device
    std::string device;  // the name of one device, if all have the same; else as `name`
    int count = 1;       // of all devices in it
};

inline constexpr std::string_view unknown_device = "unknown device";

/// A name with one space between words and none around them; unknown_device if it has no words.
std::string tidy_name(std::string_view name);

/// What a device is called; by default, tidy_name of its name.
using DeviceNamer = std::function<std::string(const Device& device)>;

/// The GPUs or, without any, the processor, which the namer gets as a device without memory.
DeviceSet device_set_of(const Environment& environment, const DeviceNamer& name_of = {});

}  // namespace lem::domain
