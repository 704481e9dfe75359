#pragma once
/// The effect of one fact of a configuration: results that differ in it alone. Pure; does not
/// throw.

#include "domain/analysis/analysis.hpp"

namespace lem::domain {

inline constexpr std::size_t factor_values_max = 30;
inline constexpr std::size_t across_values_max = 40;
inline constexpr std::size_t factor_pairs_max = 12;

/// Results of one configuration but for the factor, each the best of its kind.
struct FactorPair {
    AnalysedResult baseline;
    AnalysedResult other;
    double ratio = 0;
};

/// A value of the factor against the baseline.
struct FactorEffect {
    std::string value;
    std::int64_t results = 0;
    std::int64_t pairs_total = 0;
    std::optional<double> ratio;
    std::optional<double> ratio_ci95_low;
    std::optional<double> ratio_ci95_high;
    std::optional<double> ratio_lowest;
    std::optional<double> ratio_highest;
    std::vector<FactorPair> pairs;
};

/// What was measured with one value of the factor and one of the other fact.
struct SensitivityCell {
    std::string factor;
    std::string across;
    std::int64_t results = 0;
    double median = 0;
    AnalysedResult best;
};

struct Sensitivity {
    std::string summary;
    AnalysedResults results;
    std::optional<EnergyScope> energy_scope;
    std::int64_t other_scopes = 0;
    std::optional<std::string> baseline;
    std::vector<FactorEffect> effects;
    std::vector<std::string> across_values;
    std::int64_t across_total = 0;
    std::vector<SensitivityCell> cells;
    std::vector<RowFact> not_stated;
};

/// A baseline that no result has gives effects without pairs. `factor` and `across` differ.
Sensitivity sensitivity(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                        const AnalysisQuery& query);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::FactorPair> {
    using T = domain::FactorPair;
    static constexpr auto record = schema::record(
        "FactorPair", "Two results that differ in the factor alone.",
        field("baseline", &T::baseline, {.doc = "The best with the baseline's value."}),
        field("other", &T::other, {.doc = "The best with the other value."}),
        field("ratio", &T::ratio,
              {.doc = "Other over baseline, of the geometric means where several results are "
                      "alike."}));
};

template <>
struct description<domain::FactorEffect> {
    using T = domain::FactorEffect;
    static constexpr auto record = schema::record(
        "FactorEffect", "A value of the factor against the baseline.",
        field("value", &T::value, {.doc = "Of the factor; empty: not stated."}),
        field("results", &T::results, {.doc = "Results with it."}),
        field("pairs_total", &T::pairs_total,
              {.doc = "Configurations that were measured with it and with the baseline."}),
        field("ratio", &T::ratio,
              {.doc = "Geometric mean of the pairs' ratios; null without pairs and for the "
                      "baseline."}),
        field("ratio_ci95_low", &T::ratio_ci95_low,
              {.doc = "Lower end of its 95 % interval (Student t over logarithms); null below "
                      "three pairs."}),
        field("ratio_ci95_high", &T::ratio_ci95_high, {.doc = "Upper end."}),
        field("ratio_lowest", &T::ratio_lowest, {.doc = "The lowest ratio of a pair."}),
        field("ratio_highest", &T::ratio_highest, {.doc = "The highest."}),
        field("pairs", &T::pairs,
              {.doc = "Twelve at most, spread evenly over the ratios.", .items_max = 12}));
};

template <>
struct description<domain::SensitivityCell> {
    using T = domain::SensitivityCell;
    static constexpr auto record =
        schema::record("SensitivityCell", "What was measured with one value of each of two facts.",
                       field("factor", &T::factor, {.doc = "Value of the factor."}),
                       field("across", &T::across, {.doc = "Value of the other fact."}),
                       field("results", &T::results, {.doc = "How many."}),
                       field("median", &T::median, {.doc = "Median of the metric."}),
                       field("best", &T::best, {.doc = "The best of them."}));
};

template <>
struct description<domain::Sensitivity> {
    using T = domain::Sensitivity;
    static constexpr auto record = schema::record(
        "Sensitivity", "The effect of one fact of a configuration, all others held equal.",
        field("summary", &T::summary, {.doc = "In a sentence."}),
        field("results", &T::results, {.doc = "Which results this is about."}),
        field("energy_scope", &T::energy_scope,
              {.doc = "The scope of the values: the most frequent one; null unless the metric is "
                      "energy."}),
        field("other_scopes", &T::other_scopes,
              {.doc = "Results of other scopes, which are left out."}),
        field("baseline", &T::baseline,
              {.doc = "The value that the others are compared with; null without results."}),
        field("effects", &T::effects,
              {.doc = "The 30 values with the most results, in their order.", .items_max = 30}),
        field("across_values", &T::across_values,
              {.doc = "Values of the other fact: the 40 with the most results, in their order.",
               .items_max = 40}),
        field("across_total", &T::across_total, {.doc = "How many it has."}),
        field("cells", &T::cells,
              {.doc = "The combinations that were measured. The others were not.",
               .items_max = 1'200}),
        field("not_stated", &T::not_stated,
              {.doc = "Facts that the results of some pairs do not state; they count as equal.",
               .items_max = 10}));
};

}  // namespace lem::schema
