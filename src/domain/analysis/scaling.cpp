#include "domain/analysis/scaling.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <map>

namespace lem::domain {
namespace {

IdealScaling ideal_of(const MetricDefinition& metric) {
    // Ratios with energy stay what they are; rates, power and energy of a fixed time add up.
    if (metric.name == "tokens_per_joule" || metric.name == "joules_per_token" ||
        metric.name == "goodput_requests_per_joule")
        return IdealScaling::constant;
    if (metric.kind == MetricKind::speed || metric.name == "flops_per_second" ||
        metric.name == "avg_power_watts")
        return IdealScaling::proportional;
    return IdealScaling::unknown;
}

ScalingSeries series_of(const Rows& rows, const MetricDefinition& metric, IdealScaling ideal) {
    const LeaderboardRow& first = *rows.front();
    ScalingSeries series{.label = std::string(text::file_name(first.model)),
                         .model = first.model,
                         .precision = first.precision,
                         .engine = first.engine,
                         .hardware = device_of(first),
                         .input_tokens = first.input_tokens,
                         .output_tokens = first.output_tokens,
                         .energy_scope = scope_of(first, metric)};
    if (!first.precision.empty()) series.label += ", " + first.precision;
    series.label += ", " + words::of_fact(RowFact::engine, first.engine) + ", " + series.hardware;
    std::map<int, Rows> by_count;
    for (const LeaderboardRow* row : rows)
        by_count[row->hardware_count].push_back(row);
    for (const auto& [count, members] : by_count) {
        if (series.points.size() == scaling_points_max) break;
        ScalingPoint point{.hardware_count = count,
                           .results = std::ssize(members),
                           .best = analysed(best_of(members, metric), metric)};
        if (ideal != IdealScaling::unknown) {
            const ScalingPoint& base = series.points.empty() ? point : series.points.front();
            const double factor = ideal == IdealScaling::constant
                                      ? 1
                                      : static_cast<double>(count) / base.hardware_count;
            point.ideal = base.best.value * factor;
            point.share_of_ideal = metric.higher_is_better ? point.best.value / *point.ideal
                                                           : *point.ideal / point.best.value;
        }
        series.points.push_back(std::move(point));
    }
    return series;
}

std::string summary_of(const Scaling& made, const MetricDefinition& metric) {
    const std::string name = words::of_metric(metric);
    if (made.series.empty())
        return "No configuration with a value of " + name +
               " was measured on more than one number of devices.";
    const ScalingSeries& first = made.series.front();
    const ScalingPoint &low = first.points.front(), &high = first.points.back();
    std::string words = first.label + words::of_scope(first.energy_scope) + ": from " +
                        figures::plural(low.hardware_count, "device") + " to " +
                        std::to_string(high.hardware_count) + ", " + name + " goes from " +
                        words::of_value(low.best.value, metric) + " to " +
                        words::of_value(high.best.value, metric);
    if (high.share_of_ideal) words += ", " + percent(*high.share_of_ideal) + " of the ideal";
    return words + ".";
}

}  // namespace

Scaling scaling(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                const AnalysisQuery& query) {
    Scaling made{.ideal = ideal_of(metric)};
    const Rows counted = counted_rows(rows, metric, query, made.results);
    const AlikeBy by{.key = [&](const LeaderboardRow& row) {
        return conditions_key(row, metric) +
               key_of({row.model, row.precision, row.engine, device_of(row)});
    }};
    for (const Rows& group : alike(counted, by)) {
        const auto other = [&](const LeaderboardRow* row) {
            return row->hardware_count != group.front()->hardware_count;
        };
        if (std::ranges::any_of(group, other))
            made.series.push_back(series_of(group, metric, made.ideal));
    }
    std::ranges::sort(made.series, [](const ScalingSeries& a, const ScalingSeries& b) {
        if (a.points.size() != b.points.size()) return a.points.size() > b.points.size();
        return a.label != b.label ? a.label < b.label : a.input_tokens < b.input_tokens;
    });
    made.series_total = std::ssize(made.series);
    if (made.series.size() > scaling_series_max)
        made.series.erase(made.series.begin() + scaling_series_max, made.series.end());
    made.summary = summary_of(made, metric);
    return made;
}

}  // namespace lem::domain
