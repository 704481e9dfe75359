#pragma once
/// Does the bundle's power trace carry the energy that the document states? Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::trace {

using Definition = CheckDefinition;

Check samples_are_below_limits(const CheckInput& input, const Definition& definition);
Check trace_covers_the_windows(const CheckInput& input, const Definition& definition);
Check power_changes_as_measured(const CheckInput& input, const Definition& definition);
Check energy_is_that_of_the_trace(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::trace
