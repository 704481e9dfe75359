#pragma once
/// Limits of latency: presets filled in, and the verdict on one request. Pure.

#include "domain/result/result.hpp"

namespace lem::measure {

/// The limits with the preset's filled in where none is given.
domain::SloLimits resolve_limits(const domain::SloLimits& limits);
/// The same for single requests. Throws Error(bad_request) when there is no limit in it.
domain::RequestLimits resolve_limits(const domain::RequestLimits& limits);

/// Of a request that was completed. One with a single token has no time per output token to limit.
bool keeps_limits(const domain::RequestLimits& limits, const domain::RequestRecord& request);

}  // namespace lem::measure
