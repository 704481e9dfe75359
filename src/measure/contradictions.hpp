#pragma once
/// Fields of an experiment that contradict each other, which its schema cannot see. Pure.

#include "domain/experiment.hpp"

namespace lem::measure {

/// Throws Error(bad_request) that names the fields and says which to change.
void require_possible(const domain::Experiment& config);

}  // namespace lem::measure
