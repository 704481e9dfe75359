#pragma once
/// Is a run faster than its devices can read the weights or compute the tokens? With the fewest
/// bytes and operations that the model can need, so only the impossible exceeds a bound. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"
#include "domain/hardware_profile.hpp"

namespace lem::domain::roofline {

/// The profile of the device by its id or, without one, by its name; null if it is not known.
const HardwareProfile* profile_of(const Device& device);

Check decode_is_within_bandwidth(const CheckInput& input, const CheckDefinition& definition);
Check compute_is_within_peak(const CheckInput& input, const CheckDefinition& definition);
Check token_time_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition);
Check energy_of_a_token_is_usual(const CheckInput& input, const CheckDefinition& definition);

}  // namespace lem::domain::roofline
