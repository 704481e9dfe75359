#pragma once
/// Fields of an experiment that contradict or require each other, which its schema cannot express:
/// everything that makes it impossible on any machine. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::domain {

/// Empty for an experiment that is possible. Each violation points to a field, names the other one
/// and says what to change.
Violations contradictions(const Experiment& experiment);

}  // namespace lem::domain
