#include "domain/analysis/trend.hpp"

#include "base/figures.hpp"
#include "domain/checks/release_dates.hpp"

#include <algorithm>
#include <map>

namespace lem::domain {
namespace {

/// A step for every result that is better than all before it.
std::vector<TrendStep> records(Rows rows, const MetricDefinition& metric) {
    std::ranges::sort(rows, [](const LeaderboardRow* a, const LeaderboardRow* b) {
        return a->submitted_at != b->submitted_at ? a->submitted_at < b->submitted_at
                                                  : a->id.text < b->id.text;
    });
    std::vector<TrendStep> steps;
    std::int64_t seen = 0;
    for (const LeaderboardRow* row : rows) {
        ++seen;
        if (!steps.empty() && !is_better(value_of(*row, metric), steps.back().best.value, metric))
            continue;
        steps.push_back({.at = row->submitted_at,
                         .engine_version = row->engine_version,
                         .results = seen,
                         .best = analysed(*row, metric)});
    }
    return steps;
}

std::vector<TrendStep> releases(const Rows& rows, const MetricDefinition& metric) {
    const auto older = [](const std::string& a, const std::string& b) {
        return fact_precedes(RowFact::engine_version, a, b);
    };
    std::map<std::string, Rows, decltype(older)> versions(older);
    for (const LeaderboardRow* row : rows)
        if (!row->engine_version.empty()) versions[row->engine_version].push_back(row);
    std::vector<TrendStep> steps;
    for (const auto& [version, members] : versions) {
        const auto month =
            release_month(ReleaseKind::engine, members.front()->engine + " " + version);
        steps.push_back({.at = std::string(month.value_or("")),
                         .engine_version = version,
                         .results = std::ssize(members),
                         .best = analysed(best_of(members, metric), metric)});
    }
    return steps;
}

std::string summary_of(const Trend& made, const MetricDefinition& metric, TrendOrder order) {
    const std::string name = words::of_metric(metric);
    const bool by_date = order == TrendOrder::date;
    if (made.series.empty())
        return by_date || made.results.used == 0
                   ? "No result has a value of " + name + " here."
                   : "No result with a value of " + name + " states the version of its engine.";
    const auto longest = std::ranges::max_element(
        made.series, {}, [](const TrendSeries& series) { return series.steps.size(); });
    const TrendStep &first = longest->steps.front(), &last = longest->steps.back();
    const std::string who =
        words::of_fact(made.group, longest->value) + words::of_scope(longest->energy_scope);
    const auto at = [&](const TrendStep& step) {
        return by_date ? "on " + step.at.substr(0, 10) : "with " + step.engine_version;
    };
    if (longest->steps.size() == 1)
        return "There is no step yet: the best " + name + " of " + who + " is " +
               words::of_value(first.best.value, metric) + ", " + at(first) + ".";
    const auto day = [](const TrendStep& step) { return step.at.substr(0, 10); };
    if (by_date && day(first) == day(last))
        return "All steps of " + who + " are of one day: the best " + name + " is " +
               words::of_value(last.best.value, metric) + ", " + at(last) + ".";
    return "The best " + name + " of " + who + " went from " +
           words::of_value(first.best.value, metric) + " " + at(first) + " to " +
           words::of_value(last.best.value, metric) + " " + at(last) + ", " +
           figures::shown(last.best.value / first.best.value) + " times as much.";
}

}  // namespace

Trend trend(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
            const AnalysisQuery& query) {
    const bool by_date = query.order == TrendOrder::date;
    Trend made{.group = by_date ? query.group : RowFact::engine};
    std::map<std::pair<std::string, std::optional<EnergyScope>>, Rows> groups;
    for (const LeaderboardRow* row : counted_rows(rows, metric, query, made.results)) {
        groups[{fact_of(*row, made.group), scope_of(*row, metric)}].push_back(row);
        made.last_at = std::max(made.last_at, row->submitted_at);
    }
    for (const auto& [key, members] : groups) {
        TrendSeries series{.value = key.first,
                           .energy_scope = key.second,
                           .results = std::ssize(members),
                           .steps = by_date ? records(members, metric) : releases(members, metric)};
        if (series.steps.size() > trend_steps_max)
            series.steps.erase(series.steps.begin(),
                               series.steps.end() - static_cast<std::ptrdiff_t>(trend_steps_max));
        if (!series.steps.empty()) made.series.push_back(std::move(series));
    }
    std::ranges::sort(made.series, [](const TrendSeries& a, const TrendSeries& b) {
        return a.results != b.results ? a.results > b.results : a.value < b.value;
    });
    made.series_total = std::ssize(made.series);
    if (made.series.size() > trend_series_max)
        made.series.erase(made.series.begin() + trend_series_max, made.series.end());
    made.summary = summary_of(made, metric, query.order);
    return made;
}

}  // namespace lem::domain
