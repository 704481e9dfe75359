#pragma once
/// Do the energy and the memory of a run fit its own devices? From the document alone. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::devices {

using Definition = CheckDefinition;

bool is_gpu(const Device& device);
/// The sum over all GPUs; nullopt if one of them does not report it, or there is none.
std::optional<double> gpu_total(const Result& result, std::optional<double> Device::* member);
/// The sum of the enforced limits, or of what the maker says that such a board draws at most;
/// nullopt if that of a GPU is not known.
std::optional<double> limits_watts(const CheckInput& input);
/// True if a cycle states energy above 0, or the energy of a token.
bool has_energy(const Result& result);

Check power_is_within_limits(const CheckInput& input, const Definition& definition);
Check power_is_not_below_idle(const CheckInput& input, const Definition& definition);
Check energy_is_its_estimate(const CheckInput& input, const Definition& definition);
Check energy_is_of_the_devices(const CheckInput& input, const Definition& definition);
Check idle_and_parts_are_below_the_whole(const CheckInput& input, const Definition& definition);
Check energy_has_its_source(const CheckInput& input, const Definition& definition);
Check parallelism_fits(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::devices
