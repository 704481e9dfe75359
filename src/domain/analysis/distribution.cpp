#include "domain/analysis/distribution.hpp"

#include "base/figures.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lem::domain {
namespace {

Box box_of(std::span<const double> sorted) {
    Box box{.quartile_low = percentile(sorted, 0.25), .quartile_high = percentile(sorted, 0.75)};
    const double reach = 1.5 * (box.quartile_high - box.quartile_low);
    box.whisker_low = *std::ranges::lower_bound(sorted, box.quartile_low - reach);
    box.whisker_high = *std::prev(std::ranges::upper_bound(sorted, box.quartile_high + reach));
    return box;
}

DistributionGroup group_of(Rows rows, const MetricDefinition& metric) {
    std::ranges::sort(rows, {}, [&](const LeaderboardRow* row) { return value_of(*row, metric); });
    std::vector<double> sorted;
    for (const LeaderboardRow* row : rows)
        sorted.push_back(value_of(*row, metric));
    DistributionGroup group{.energy_scope = scope_of(*rows.front(), metric),
                            .results = std::ssize(rows),
                            .lowest = sorted.front(),
                            .median = percentile(sorted, 0.5),
                            .highest = sorted.back()};
    if (rows.size() >= box_results_min) group.box = box_of(sorted);
    if (rows.size() > distribution_points_max) {
        std::erase_if(rows, [&](const LeaderboardRow* row) {
            const double value = value_of(*row, metric);
            return value >= group.box->whisker_low && value <= group.box->whisker_high;
        });
        std::ranges::sort(rows, std::greater{}, [&](const LeaderboardRow* row) {
            return std::abs(value_of(*row, metric) - group.median);
        });
        rows.resize(std::min(rows.size(), distribution_points_max));
    }
    for (const LeaderboardRow* row : rows)
        group.points.push_back(analysed(*row, metric));
    return group;
}

std::string named(const DistributionGroup& group, const MetricDefinition& metric, RowFact fact) {
    return words::of_value(group.median, metric) + " with " + words::of_fact(fact, group.value) +
           words::of_scope(group.energy_scope) + ", n = " + figures::count(group.results);
}

std::string summary_of(const MetricDistribution& made, const MetricDefinition& metric,
                       RowFact fact) {
    const std::string name = words::of_metric(metric);
    if (made.groups.empty()) return "No result has a value of " + name + " here.";
    if (made.results.used == 1)
        return "One result has a value: " + words::of_value(made.groups.front().median, metric) +
               " with " + made.groups.front().points.front().label + ".";
    const std::string head =
        "The median of " + name + " over " + figures::plural(made.results.used, "result") + " is ";
    if (made.groups.size() == 1) return head + named(made.groups.front(), metric, fact) + ".";
    return head + "between " + named(made.groups.front(), metric, fact) + ", and " +
           named(made.groups.back(), metric, fact) + ".";
}

}  // namespace

MetricDistribution distribution(std::span<const LeaderboardRow> rows,
                                const MetricDefinition& metric, const AnalysisQuery& query) {
    MetricDistribution made;
    std::map<std::pair<std::string, std::optional<EnergyScope>>, Rows> groups;
    for (const LeaderboardRow* row : counted_rows(rows, metric, query, made.results))
        groups[{fact_of(*row, query.group), scope_of(*row, metric)}].push_back(row);
    std::vector<std::pair<std::string, Rows>> largest;
    for (auto& [key, members] : groups)
        largest.emplace_back(key.first, std::move(members));
    std::ranges::sort(largest, [](const auto& a, const auto& b) {
        return a.second.size() != b.second.size() ? a.second.size() > b.second.size()
                                                  : a.first < b.first;
    });
    made.groups_total = std::ssize(largest);
    largest.resize(std::min(largest.size(), distribution_groups_max));
    for (auto& [value, members] : largest) {
        made.groups.push_back(group_of(std::move(members), metric));
        made.groups.back().value = value;
    }
    std::ranges::sort(made.groups, [&](const DistributionGroup& a, const DistributionGroup& b) {
        return a.median != b.median ? is_better(a.median, b.median, metric) : a.value < b.value;
    });
    made.summary = summary_of(made, metric, query.group);
    return made;
}

}  // namespace lem::domain
