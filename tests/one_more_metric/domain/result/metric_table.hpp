#pragma once
/// The table of metrics in which one metric more is ranked: what a new column costs. The build with
/// ThreadSanitizer takes it instead of the product's, so every scenario runs with it.

#define metrics shipped_metrics
#include "../../../../src/domain/result/metric_table.hpp"
#undef metrics

namespace lem::domain {

inline constexpr auto metrics = [] {
    auto table = shipped_metrics;
    for (MetricDefinition& metric : table) {
        if (metric.name != "requests_per_sec") continue;
        metric.column = Column::extra;
        metric.of_row = &RankedValues::requests_per_sec;
        metric.of_limit = &MetricLimits::requests_per_sec;
    }
    return table;
}();

}  // namespace lem::domain
