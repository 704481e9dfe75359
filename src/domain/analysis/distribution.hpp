#pragma once
/// How a metric is distributed over the results of each model, engine, precision or device. Pure;
/// does not throw.

#include "domain/analysis/analysis.hpp"

namespace lem::domain {

/// From so many results on, quartiles say more than the points.
inline constexpr std::size_t box_results_min = 8;
inline constexpr std::size_t distribution_groups_max = 40;
inline constexpr std::size_t distribution_points_max = 40;

/// A box plot (Tukey 1977): whiskers end at the last results within 1.5 interquartile ranges of the
/// box.
struct Box {
    double whisker_low = 0;
    double quartile_low = 0;
    double quartile_high = 0;
    double whisker_high = 0;
};

/// The results of one group and, if the metric is energy, of one energy scope.
struct DistributionGroup {
    std::string value;
    std::optional<EnergyScope> energy_scope;
    std::int64_t results = 0;
    double lowest = 0;
    double median = 0;
    double highest = 0;
    std::optional<Box> box;
    std::vector<AnalysedResult> points;
};

struct MetricDistribution {
    std::string summary;
    AnalysedResults results;
    std::int64_t groups_total = 0;
    std::vector<DistributionGroup> groups;
};

/// The groups with the most results, those with the best median first.
MetricDistribution distribution(std::span<const LeaderboardRow> rows,
                                const MetricDefinition& metric, const AnalysisQuery& query);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Box> {
    using T = domain::Box;
    static constexpr auto record = schema::record(
        "Box", "Quartiles, by linear interpolation between ordered values (Hyndman & Fan type 7).",
        field("whisker_low", &T::whisker_low,
              {.doc = "The lowest value within 1.5 interquartile ranges of the lower quartile."}),
        field("quartile_low", &T::quartile_low, {.doc = "Lower quartile."}),
        field("quartile_high", &T::quartile_high, {.doc = "Upper quartile."}),
        field("whisker_high", &T::whisker_high,
              {.doc = "The highest value within 1.5 interquartile ranges of the upper quartile."}));
};

template <>
struct description<domain::DistributionGroup> {
    using T = domain::DistributionGroup;
    static constexpr auto record = schema::record(
        "DistributionGroup", "The results of one group.",
        field("value", &T::value, {.doc = "Of the grouping fact; empty: not stated."}),
        field("energy_scope", &T::energy_scope,
              {.doc = "Values of different scopes are kept apart; null unless the metric is "
                      "energy."}),
        field("results", &T::results, {.doc = "How many."}),
        field("lowest", &T::lowest, {.doc = "Lowest value."}),
        field("median", &T::median, {.doc = "Median."}),
        field("highest", &T::highest, {.doc = "Highest value."}),
        field("box", &T::box, {.doc = "From eight results on."}),
        field("points", &T::points,
              {.doc = "All results if they are at most 40; else those beyond the whiskers, the "
                      "farthest 40 at most.",
               .items_max = 40}));
};

template <>
struct description<domain::MetricDistribution> {
    using T = domain::MetricDistribution;
    static constexpr auto record = schema::record(
        "MetricDistribution", "How a metric is distributed over the results of each group.",
        field("summary", &T::summary, {.doc = "In a sentence."}),
        field("results", &T::results, {.doc = "Which results this is about."}),
        field("groups_total", &T::groups_total, {.doc = "Groups that there are."}),
        field("groups", &T::groups,
              {.doc = "Of them, the 40 with the most results; the best median first.",
               .items_max = 40}));
};

}  // namespace lem::schema
