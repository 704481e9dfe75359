#include "features/leaderboard/limited_question.hpp"

#include "features/leaderboard/measured_models.hpp"
#include "features/leaderboard/question.hpp"

#include <algorithm>

namespace lem::leaderboard {

domain::LeaderboardQuery without_limits(domain::LeaderboardQuery query) {
    query.slo.clear();
    query.limits = {};
    return query;
}

std::vector<ColumnLimit> limits_of(const IndexQuery& query) {
    std::vector<ColumnLimit> limits;
    for (std::size_t m = 0; m < metric_count; ++m) {
        if (query.ranges[m]) limits.push_back({m, *query.ranges[m]});
    }
    return limits;
}

std::vector<domain::ExceededLimit> exceeded_limits(const domain::LeaderboardRow& row,
                                                   const std::vector<ColumnLimit>& limits) {
    std::vector<domain::ExceededLimit> exceeded;
    for (const auto& [column, range] : limits) {
        const auto& value = (row.metrics.*(domain::ranked_metrics[column]->of_row)).value;
        if (value && range.holds(*value)) continue;
        exceeded.push_back({.metric = std::string(domain::ranked_metrics[column]->name),
                            .value = value,
                            .minimum = range.minimum,
                            .maximum = range.maximum});
    }
    return exceeded;
}

IndexQuery every_match(const domain::LeaderboardQuery& query) {
    IndexQuery every = index_query(query);
    every.limit = 0;
    every.best_per.reset();
    every.pareto.reset();
    every.counted = {};
    every.histograms.clear();
    return every;
}

void require_ranked_metric(const domain::LeaderboardQuery& query) {
    const IndexQuery list = index_query(query);
    if (!is_metric(list.sort_column) || list.sort_name)
        throw Error(ErrorCode::bad_request, "Results have no rank by this.",
                    {{"/sort", "must be a metric, such as -tokens_per_joule"}});
}

double median_of(std::vector<Key> keys) {
    const auto middle = keys.begin() + std::ssize(keys) / 2;
    std::ranges::nth_element(keys, middle);
    const double upper = std::bit_cast<float>(*middle);
    if (keys.size() % 2 != 0) return upper;
    return (upper +
            static_cast<double>(std::bit_cast<float>(*std::max_element(keys.begin(), middle)))) /
           2;
}

}  // namespace lem::leaderboard
