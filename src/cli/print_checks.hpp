#pragma once
#include "domain/result/check.hpp"

#include <vector>

namespace lem::cli {

/// The checks that did not pass, each on a line of standard output, and how many did.
void print_checks(const std::vector<domain::Check>& checks);

}  // namespace lem::cli
