#pragma once
/// Least squares with few coefficients. Pure; does not throw.

#include <optional>
#include <span>
#include <vector>

namespace lem::domain {

/// The coefficients c that minimise the sum of (c . x - y)^2 over the rows, by the normal
/// equations; nullopt if there are fewer rows than coefficients. Columns that say nothing new (a
/// constant beside the intercept, multiples) get 0. All rows of `x` have the same length.
std::optional<std::vector<double>> least_squares(std::span<const std::vector<double>> x,
                                                 std::span<const double> y);

}  // namespace lem::domain
