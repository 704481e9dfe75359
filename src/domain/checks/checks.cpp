#include "domain/checks/checks.hpp"

#include "domain/checks/arithmetic_checks.hpp"

#include <algorithm>
#include <array>

namespace lem::domain {
namespace {

constexpr std::array checks{
    arithmetic::values_are_finite,
    arithmetic::efficiency_is_tokens_over_energy,
    arithmetic::throughput_is_tokens_over_time,
    arithmetic::energy_is_sum_of_devices,
    arithmetic::window_matches_clock,
    arithmetic::times_are_in_order,
    arithmetic::distribution_is_ordered,
    arithmetic::latencies_add_up,
    arithmetic::tokens_match_requests,
    arithmetic::chunks_match_tokens,
    arithmetic::units_are_plausible,
    arithmetic::littles_law_holds,
    arithmetic::compute_matches_model,
};

}  // namespace

std::span<const CheckFunction> all_checks() {
    static constexpr auto list = [] {
        std::array<CheckFunction, checks.size()> functions{};
        std::copy(checks.begin(), checks.end(), functions.begin());
        return functions;
    }();
    return list;
}

std::vector<Check> run_checks(const CheckInput& input) {
    std::vector<Check> verdicts;
    for (const CheckFunction check : all_checks())
        verdicts.push_back(check(input));
    return verdicts;
}

int count(const std::vector<Check>& verdicts, CheckOutcome outcome) {
    return static_cast<int>(
        std::count_if(verdicts.begin(), verdicts.end(),
                      [&](const Check& check) { return check.outcome == outcome; }));
}

bool acceptable(const std::vector<Check>& verdicts) {
    return count(verdicts, CheckOutcome::rejected) == 0;
}

}  // namespace lem::domain
