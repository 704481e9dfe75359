#pragma once
/// What `lem experiment` prints of a result: values with their intervals, what is absent and why,
/// the grade and its reasons.

#include "domain/result/result.hpp"

namespace lem::cli {

void print_summary(const domain::Result& result);

}  // namespace lem::cli
