#pragma once
/// The metrics over the cycles of a result. Pure.

#include "domain/result.hpp"

namespace lem::measure {

/// Fills in `result.summary` from its cycles; what is absent gets a reason. Rates and ratios are
/// pooled over the cycles: the sum above divided by the sum below.
void summarise(domain::Result& result, const std::string& energy_absent_reason);

}  // namespace lem::measure
