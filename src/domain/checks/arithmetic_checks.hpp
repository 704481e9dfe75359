#pragma once
/// A1 to A13: does the document agree with itself? Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::arithmetic {

Check values_are_finite(const CheckInput& input);                 // A1
Check efficiency_is_tokens_over_energy(const CheckInput& input);  // A2
Check throughput_is_tokens_over_time(const CheckInput& input);    // A3
Check energy_is_sum_of_devices(const CheckInput& input);          // A4
Check window_matches_clock(const CheckInput& input);              // A5
Check times_are_in_order(const CheckInput& input);                // A6
Check distribution_is_ordered(const CheckInput& input);           // A7
Check latencies_add_up(const CheckInput& input);                  // A8
Check tokens_match_requests(const CheckInput& input);             // A9
Check chunks_match_tokens(const CheckInput& input);               // A10
Check units_are_plausible(const CheckInput& input);               // A11
Check littles_law_holds(const CheckInput& input);                 // A12
Check compute_matches_model(const CheckInput& input);             // A13

}  // namespace lem::domain::arithmetic
