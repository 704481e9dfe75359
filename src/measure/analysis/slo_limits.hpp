#pragma once
/// The verdict on one request under latency limits. Pure.

#include "domain/result/result.hpp"

namespace lem::measure {

/// Of a completed request, under resolved limits (domain/experiment/slo_limits.hpp). A request with
/// a single token has no time per output token to limit.
bool keeps_limits(const domain::RequestLimits& limits, const domain::RequestRecord& request);

}  // namespace lem::measure
