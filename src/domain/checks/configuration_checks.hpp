#pragma once
/// Is the run the one that its configuration describes? From the document alone. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::arithmetic {

Check run_is_as_configured(const CheckInput& input, const CheckDefinition& definition);

}  // namespace lem::domain::arithmetic
