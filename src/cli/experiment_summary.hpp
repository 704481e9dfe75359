#pragma once
/// The summary of a result that `lem experiment` prints: values with their intervals, absent values
/// with the reason, the grade and its reasons.

#include "domain/result/result.hpp"

namespace lem::cli {

void print_summary(const domain::Result& result);

}  // namespace lem::cli
