#pragma once
/// Statistics over cycles. Pure; does not throw.

#include "domain/result/metric.hpp"

#include <span>

namespace lem::domain {

/// Linear interpolation between order statistics (Hyndman & Fan type 7). `values` is not empty;
/// sorted ascending. `q` from 0 to 1.
double percentile(std::span<const double> sorted, double q);

/// The least number of requests from which a percentile may be printed: MLPerf's early stopping
/// with no sample over the latency, 44 for p90 and 459 for p99.
int requests_needed(double q);

/// Mean and Student t interval of cycles, from five on the BCa interval beside it. `pooled`, where
/// given, is the ratio of sums and takes the place of the mean; intervals move with it.
MetricSummary summarise(std::span<const double> cycles, std::optional<double> pooled,
                        const std::string& absent_reason);

/// Of a coefficient of variation over cycles: below 2 %, 5 %, 10 %, and above.
enum class CvBand { excellent, good, noisy, not_rankable };
CvBand band_of(double cv);

/// 0.6745 (x - median) / MAD of each value (Iglewicz & Hoaglin 1993); beyond 3.5 in size a value is
/// an outlier. Where more than half of the values are equal, any other is infinitely far out.
std::vector<double> modified_z(std::span<const double> values);
inline constexpr double outlier_z = 3.5;

}  // namespace lem::domain
