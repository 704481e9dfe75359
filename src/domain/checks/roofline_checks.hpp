#pragma once
/// Is a run faster than its devices can read the weights or compute the tokens? With the fewest
/// bytes and operations that the model can need, so only the impossible exceeds a bound. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::roofline {

Check decode_is_within_bandwidth(const CheckInput& input, const CheckDefinition& definition);
Check compute_is_within_peak(const CheckInput& input, const CheckDefinition& definition);
Check token_time_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition);
Check first_token_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition);
Check energy_of_a_token_is_usual(const CheckInput& input, const CheckDefinition& definition);
Check energy_of_a_token_is_above_its_floor(const CheckInput& input,
                                           const CheckDefinition& definition);
Check precision_is_native(const CheckInput& input, const CheckDefinition& definition);

}  // namespace lem::domain::roofline
