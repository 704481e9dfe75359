#pragma once
/// Does the document agree with itself? Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::arithmetic {

using Definition = CheckDefinition;

Check values_are_possible(const CheckInput& input, const Definition& definition);
Check efficiency_is_tokens_over_energy(const CheckInput& input, const Definition& definition);
Check throughput_is_tokens_over_time(const CheckInput& input, const Definition& definition);
Check energy_is_sum_of_devices(const CheckInput& input, const Definition& definition);
Check window_matches_clock(const CheckInput& input, const Definition& definition);
Check times_are_in_order(const CheckInput& input, const Definition& definition);
Check distribution_is_ordered(const CheckInput& input, const Definition& definition);
Check units_are_plausible(const CheckInput& input, const Definition& definition);
Check compute_matches_model(const CheckInput& input, const Definition& definition);
Check metrics_agree(const CheckInput& input, const Definition& definition);
Check throughput_fits_streams(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::arithmetic
