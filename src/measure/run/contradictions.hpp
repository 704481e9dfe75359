#pragma once
/// Fields of an experiment that contradict or lack each other, which its schema cannot see: all
/// that makes it impossible whatever the machine and its files are. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::measure {

/// Throws Error(bad_request) that names the fields and says which to change.
void require_possible(const domain::Experiment& config);

}  // namespace lem::measure
