#pragma once
/// Do the model and its requests fit the memory of the devices? From the document alone. Pure,
/// thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::memory {

using Definition = CheckDefinition;

Check memory_fits(const CheckInput& input, const Definition& definition);
Check memory_holds_the_weights(const CheckInput& input, const Definition& definition);
Check memory_holds_the_requests(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::memory
