#pragma once
/// The distributions that intervals and tests need. Pure; does not throw: an invalid argument gives
/// NaN.

namespace lem::domain {

/// The value below which a Student t variable falls with probability `p`.
double student_quantile(double degrees_of_freedom, double p);
double normal_cdf(double z);
double normal_quantile(double p);

}  // namespace lem::domain
