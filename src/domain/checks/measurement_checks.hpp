#pragma once
/// Was the energy measured in a way that can be right? From what the document says of its devices,
/// counters and windows. Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::measurement {

using Definition = CheckDefinition;

Check devices_share_the_work(const CheckInput& input, const Definition& definition);
Check counters_only_grow(const CheckInput& input, const Definition& definition);
Check window_is_long_enough(const CheckInput& input, const Definition& definition);
Check heat_is_plausible(const CheckInput& input, const Definition& definition);
Check power_is_energy_times_rate(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::measurement
