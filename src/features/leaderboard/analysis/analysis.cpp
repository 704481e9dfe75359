#include "features/leaderboard/analysis/analysis.hpp"

#include "features/leaderboard/question.hpp"

namespace lem::leaderboard {
namespace {

using domain::MetricDefinition;

constexpr std::string_view newest_first = "-submitted_at";

const MetricDefinition& asked_metric(const domain::AnalysisQuery& query) {
    static constexpr auto names = [] {
        std::array<std::string_view, metric_count> all;
        for (std::size_t m = 0; m < metric_count; ++m)
            all[m] = domain::ranked_metrics[m]->name;
        return all;
    }();
    return *domain::ranked_metrics[index_of(query.metric, "metric", names, "/metric")];
}

std::vector<domain::MetricLimit> limits_of(const std::vector<std::string>& slo) {
    std::vector<domain::MetricLimit> limits;
    for (const std::string& one : slo) {
        domain::LeaderboardQuery alone;
        alone.slo = {one};
        const IndexQuery shape = index_query(alone);
        for (std::size_t m = 0; m < metric_count; ++m) {
            const auto& range = shape.ranges[m];
            if (!range) continue;
            const MetricDefinition& metric = *domain::ranked_metrics[m];
            const double end = range->maximum.value_or(range->minimum.value_or(0));
            limits.push_back({.metric = &metric,
                              .range = *range,
                              .words = domain::words::of_metric(metric) +
                                       (range->maximum ? " ≤ " : " ≥ ") +
                                       domain::words::of_value(end, metric)});
        }
    }
    return limits;
}

/// The answer of a rule, with which results it is about.
template <class Made>
Made about(const domain::LeaderboardPage& page, Made made) {
    made.results.total = page.results;
    made.results.truncated = page.results > made.results.rows;
    made.results.data_version = page.data_version;
    return made;
}

}  // namespace

domain::LeaderboardPage Analysis::rows(domain::LeaderboardQuery query,
                                       std::initializer_list<const MetricDefinition*> metrics,
                                       const std::string& sort) const {
    for (const MetricDefinition* metric : metrics) {
        auto& limit = query.limits.*(metric->of_limit);
        // A limit of its own keeps out what has no value.
        if (!limit) limit = schema::Range{.minimum = 0, .maximum = {}};
    }
    query.sort = sort;
    return leaderboard_.rows(query, rows_max_);
}

domain::MetricDistribution Analysis::distribution(const domain::AnalysisQuery& query) const {
    const MetricDefinition& metric = asked_metric(query);
    const auto page = rows(query, {&metric}, std::string(newest_first));
    return about(page, domain::distribution(page.items, metric, query));
}

domain::Sensitivity Analysis::sensitivity(const domain::AnalysisQuery& query) const {
    const MetricDefinition& metric = asked_metric(query);
    if (query.factor == query.across)
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    {{"/across", "must be another fact than the factor"}});
    const auto page = rows(query, {&metric}, std::string(newest_first));
    return about(page, domain::sensitivity(page.items, metric, query));
}

domain::Scaling Analysis::scaling(const domain::AnalysisQuery& query) const {
    const MetricDefinition& metric = asked_metric(query);
    const auto page = rows(query, {&metric}, std::string(newest_first));
    return about(page, domain::scaling(page.items, metric, query));
}

domain::Trend Analysis::trend(const domain::AnalysisQuery& query) const {
    const MetricDefinition& metric = asked_metric(query);
    // Best first: when rows are left out, no better one is, so that every step is a true one.
    const std::string best_first = (metric.higher_is_better ? "-" : "") + std::string(metric.name);
    const auto page = rows(query, {&metric}, best_first);
    return about(page, domain::trend(page.items, metric, query));
}

domain::OperatingCurves Analysis::curves(const domain::AnalysisQuery& query) const {
    const auto limits = limits_of(query.slo);
    domain::LeaderboardQuery filters = query;
    filters.slo.clear();
    const auto page = rows(std::move(filters),
                           {domain::find_metric("throughput_tokens_per_sec"),
                            domain::find_metric("latency_per_token_ms")},
                           std::string(newest_first));
    return about(page, domain::operating_curves(page.items, limits, query));
}

}  // namespace lem::leaderboard
