#pragma once
/// Do the energy and the memory of a run fit its own devices? From the document alone. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::devices {

using Definition = CheckDefinition;

Check power_is_within_limits(const CheckInput& input, const Definition& definition);
Check power_is_not_below_idle(const CheckInput& input, const Definition& definition);
Check energy_is_its_estimate(const CheckInput& input, const Definition& definition);
Check energy_is_of_the_devices(const CheckInput& input, const Definition& definition);
Check net_energy_is_below_gross(const CheckInput& input, const Definition& definition);
Check energy_has_its_source(const CheckInput& input, const Definition& definition);
Check memory_fits(const CheckInput& input, const Definition& definition);
Check parallelism_fits(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::devices
