#pragma once
/// Statistics over cycles. Pure; does not throw.

#include "domain/result/metric.hpp"

#include <span>

namespace lem::domain {

/// Linear interpolation between order statistics (Hyndman & Fan type 7). `values` is not empty;
/// sorted ascending. `q` from 0 to 1.
double percentile(std::span<const double> sorted, double q);

/// The minimum number of requests for a percentile: MLPerf's early stopping with no sample over the
/// latency, 44 for p90 and 459 for p99.
int requests_needed(double q);

/// Mean and Student t interval of cycles, from five on with the BCa interval. `pooled`, if given,
/// is the ratio of sums and replaces the mean; intervals shift with it.
MetricSummary summarise(std::span<const double> cycles, std::optional<double> pooled,
                        const std::string& absent_reason);

/// Of a coefficient of variation over cycles: below 2 %, 5 %, 10 %, and above.
enum class CvBand { excellent, good, noisy, not_rankable };
CvBand band_of(double cv);

/// 0.6745 (x - median) / MAD of each value (Iglewicz & Hoaglin 1993); a value beyond 3.5 in size is
/// an outlier. If more than half of the values are equal, the score of any other is infinite.
std::vector<double> modified_z(std::span<const double> values);
inline constexpr double outlier_z = 3.5;

}  // namespace lem::domain
