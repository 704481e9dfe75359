#pragma once
/// Connects the acceptance of results with their signatures and the log.

#include "features/results/acceptance.hpp"
#include "features/signing/account_keys.hpp"

namespace lem::app {

/// `keys` must outlive it.
results::Acceptance signing_of_results(const signing::AccountKeys& keys);

}  // namespace lem::app
