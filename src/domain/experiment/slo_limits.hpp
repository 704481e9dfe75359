#pragma once
/// Latency limits with their presets filled in. Pure.

#include "domain/experiment/load.hpp"

namespace lem::domain {

/// The limits, with the preset's for those that are not given.
SloLimits resolve_limits(const SloLimits& limits);
RequestLimits resolve_limits(const RequestLimits& limits);

/// True if at least one latency is limited, by a field or by the preset.
bool has_limit(const SloLimits& limits);
bool has_limit(const RequestLimits& limits);

}  // namespace lem::domain
