#pragma once
/// Latency limits with their presets filled in. Pure.

#include "domain/experiment/load.hpp"

namespace lem::domain {

/// The limits, and where none is given the preset's.
SloLimits resolve_limits(const SloLimits& limits);
RequestLimits resolve_limits(const RequestLimits& limits);

/// Is at least one latency limited, by a field or by the preset?
bool has_limit(const SloLimits& limits);
bool has_limit(const RequestLimits& limits);

}  // namespace lem::domain
