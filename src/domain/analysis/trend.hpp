#pragma once
/// Whether things get better: the best result so far by date, or the best with each release of an
/// engine. Pure; does not throw.

#include "domain/analysis/analysis.hpp"

namespace lem::domain {

inline constexpr std::size_t trend_series_max = 12;
inline constexpr std::size_t trend_steps_max = 60;

/// Where a line of the trend goes to another value.
struct TrendStep {
    std::string at;  // RFC 3339; of a release, its month or empty
    std::string engine_version;
    std::int64_t results = 0;
    AnalysedResult best;
};

struct TrendSeries {
    std::string value;
    std::optional<EnergyScope> energy_scope;
    std::int64_t results = 0;
    std::vector<TrendStep> steps;
};

struct Trend {
    std::string summary;
    AnalysedResults results;
    RowFact group = RowFact::engine;
    std::string last_at;
    std::int64_t series_total = 0;
    std::vector<TrendSeries> series;
};

/// Series are the values of the query's group; of releases always engines. Results that do not
/// state their version have no release.
Trend trend(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
            const AnalysisQuery& query);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::TrendStep> {
    using T = domain::TrendStep;
    static constexpr auto record = schema::record(
        "TrendStep", "Where a line of the trend goes to another value.",
        field("at", &T::at,
              {.doc = "When the result was submitted, RFC 3339; of a release, the month in which "
                      "it appeared, such as 2025-10, or empty if lem does not know it."}),
        field("engine_version", &T::engine_version,
              {.doc = "Of the best result; empty: not stated."}),
        field("results", &T::results, {.doc = "Results up to this date, or with this release."}),
        field("best", &T::best, {.doc = "The best of them."}));
};

template <>
struct description<domain::TrendSeries> {
    using T = domain::TrendSeries;
    static constexpr auto record = schema::record(
        "TrendSeries", "The best results of one group.",
        field("value", &T::value, {.doc = "Of the grouping fact; empty: not stated."}),
        field("energy_scope", &T::energy_scope,
              {.doc = "Values of different scopes are kept apart; null unless the metric is "
                      "energy."}),
        field("results", &T::results, {.doc = "How many it has."}),
        field("steps", &T::steps,
              {.doc = "In order of time or release, the last 60 at most.", .items_max = 60}));
};

template <>
struct description<domain::Trend> {
    using T = domain::Trend;
    static constexpr auto record = schema::record(
        "Trend", "The best results over time.",
        field("summary", &T::summary, {.doc = "In a sentence."}),
        field("results", &T::results, {.doc = "Which results this is about."}),
        field("group", &T::group, {.doc = "What a series has in common."}),
        field("last_at", &T::last_at,
              {.doc = "When the newest of these results was submitted; empty without results."}),
        field("series_total", &T::series_total, {.doc = "Series that there are."}),
        field("series", &T::series,
              {.doc = "Of them, the 12 with the most results.", .items_max = 12}));
};

}  // namespace lem::schema
