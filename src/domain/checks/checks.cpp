#include "domain/checks/checks.hpp"

#include "domain/checks/arithmetic_table.hpp"
#include "domain/checks/capacity_table.hpp"
#include "domain/checks/energy_table.hpp"
#include "domain/checks/statistics_table.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

template <std::size_t... N>
constexpr auto joined(const std::array<CheckDefinition, N>&... tables) {
    std::array<CheckDefinition, (N + ...)> all{};
    auto* at = all.data();
    ((at = std::copy(tables.begin(), tables.end(), at)), ...);
    return all;
}

constexpr auto definitions = joined(table::arithmetic_checks, table::energy_checks,
                                    table::capacity_checks, table::statistics_checks);

}  // namespace

double CheckDefinition::tolerance(std::string_view name) const {
    const auto found = std::ranges::find(tolerances, name, &Tolerance::name);
    LEM_ASSERT(found != tolerances.end());
    return found->value;
}

std::span<const CheckDefinition> all_checks() {
    return definitions;
}

const CheckDefinition* find_check(std::string_view code) {
    const auto found = std::ranges::find(definitions, code, &CheckDefinition::code);
    return found == definitions.end() ? nullptr : &*found;
}

std::vector<Check> run_checks(const CheckInput& input) {
    std::vector<Check> verdicts;
    for (const CheckDefinition& definition : definitions)
        verdicts.push_back(definition.function(input, definition));
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
