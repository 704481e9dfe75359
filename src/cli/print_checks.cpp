#include "cli/print_checks.hpp"

#include "domain/checks/checks.hpp"

#include <fmt/format.h>

namespace lem::cli {

void print_checks(const std::vector<domain::Check>& checks) {
    for (const domain::Check& check : checks) {
        if (check.outcome == domain::CheckOutcome::passed) continue;
        fmt::print("  {:<4} {:<15} {}: {}\n", check.code, schema::name_of(check.outcome),
                   check.title, check.message);
    }
    fmt::print("  {} checks passed\n", domain::count(checks, domain::CheckOutcome::passed));
}

}  // namespace lem::cli
