#include "domain/analysis/sensitivity.hpp"

#include "base/figures.hpp"
#include "domain/result/percent.hpp"
#include "domain/statistics/distributions.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lem::domain {
namespace {

/// The results of one configuration by their value of the factor.
using Variants = std::map<std::string, Rows>;

constexpr std::array held_equal{RowFact::model, RowFact::engine_version, RowFact::precision,
                                RowFact::hardware_count, RowFact::concurrency};

/// A fact that can't stay as it is when the factor changes.
bool changes_with(RowFact fact, RowFact factor) {
    return fact == factor || (fact == RowFact::engine_version && factor == RowFact::engine) ||
           (fact == RowFact::model && factor == RowFact::model_family);
}

/// What is set up beside the factor.
std::string rest_of(const LeaderboardRow& row, RowFact factor, const MetricDefinition& metric) {
    std::string key = conditions_key(row, metric);
    for (const RowFact fact : held_equal)
        if (!changes_with(fact, factor)) key += key_of({fact_of(row, fact)});
    if (factor != RowFact::engine) key += key_of({row.engine});
    if (factor != RowFact::hardware) key += key_of({device_of(row)});
    const bool at_concurrency = row.concurrency.has_value();
    // The load in words says what else it is: offline, a rate, a batch.
    if (!at_concurrency) key += key_of({row.load});
    return key_of({at_concurrency ? "closed" : "other"}) + key;
}

double log_mean(const Rows& rows, const MetricDefinition& metric) {
    double sum = 0;
    for (const LeaderboardRow* row : rows)
        sum += std::log(value_of(*row, metric));
    return sum / static_cast<double>(rows.size());
}

std::vector<Variants> variants_of(const Rows& rows, RowFact factor,
                                  const MetricDefinition& metric) {
    const AlikeBy by{.key = [&](const LeaderboardRow& row) { return rest_of(row, factor, metric); },
                     .input_tokens = factor != RowFact::input_tokens,
                     .output_tokens = factor != RowFact::output_tokens};
    std::vector<Variants> all;
    for (const Rows& group : alike(rows, by)) {
        Variants variants;
        for (const LeaderboardRow* row : group)
            variants[fact_of(*row, factor)].push_back(row);
        variants.erase("");  // what is not stated is no value
        if (variants.size() > 1) all.push_back(std::move(variants));
    }
    return all;
}

std::map<std::string, std::int64_t> counts_of(const Rows& rows, RowFact fact) {
    std::map<std::string, std::int64_t> counts;
    for (const LeaderboardRow* row : rows)
        ++counts[fact_of(*row, fact)];
    return counts;
}

/// The most frequent values, in the order of the fact.
std::vector<std::string> listed_values(const std::map<std::string, std::int64_t>& counts,
                                       RowFact fact, std::size_t values_max) {
    std::vector<std::string> values;
    for (const auto& [value, count] : counts)
        values.push_back(value);
    std::ranges::sort(values, [&](const std::string& a, const std::string& b) {
        return counts.at(a) != counts.at(b) ? counts.at(a) > counts.at(b) : a < b;
    });
    values.resize(std::min(values.size(), values_max));
    std::ranges::sort(values, [&](const std::string& a, const std::string& b) {
        return fact_precedes(fact, a, b);
    });
    return values;
}

/// The value that can be compared the most often.
std::string usual_baseline(const std::vector<Variants>& configurations,
                           const std::map<std::string, std::int64_t>& counts) {
    std::map<std::string, std::size_t> comparable;
    for (const Variants& variants : configurations)
        for (const auto& [value, rows] : variants)
            comparable[value] += variants.size() - 1;
    std::string best;
    const auto weight = [&](const std::string& value) {
        return std::pair(comparable[value], value.empty() ? 0 : counts.at(value));
    };
    for (const auto& [value, count] : counts)
        if (best.empty() || weight(value) > weight(best)) best = value;
    return best;
}

FactorEffect effect_of(const std::string& value, const std::string& baseline,
                       const std::vector<Variants>& configurations,
                       const MetricDefinition& metric) {
    FactorEffect effect{.value = value};
    if (value == baseline) return effect;
    std::vector<double> logs;
    std::vector<FactorPair> pairs;
    for (const Variants& variants : configurations) {
        const auto base = variants.find(baseline), other = variants.find(value);
        if (base == variants.end() || other == variants.end()) continue;
        logs.push_back(log_mean(other->second, metric) - log_mean(base->second, metric));
        pairs.push_back({.baseline = analysed(best_of(base->second, metric), metric),
                         .other = analysed(best_of(other->second, metric), metric),
                         .ratio = std::exp(logs.back())});
    }
    effect.pairs_total = std::ssize(pairs);
    if (pairs.empty()) return effect;
    const double n = static_cast<double>(logs.size());
    double mean = 0, squares = 0;
    for (const double log : logs)
        mean += log / n;
    for (const double log : logs)
        squares += (log - mean) * (log - mean);
    effect.ratio = std::exp(mean);
    if (logs.size() >= 3) {
        const double half = student_quantile(n - 1, 0.975) * std::sqrt(squares / (n - 1) / n);
        effect.ratio_ci95_low = std::exp(mean - half);
        effect.ratio_ci95_high = std::exp(mean + half);
    }
    std::ranges::sort(pairs, {}, &FactorPair::ratio);
    effect.ratio_lowest = pairs.front().ratio;
    effect.ratio_highest = pairs.back().ratio;
    const std::size_t shown = std::min(pairs.size(), factor_pairs_max);
    for (std::size_t i = 0; i < shown; ++i)
        effect.pairs.push_back(pairs[shown == 1 ? 0 : i * (pairs.size() - 1) / (shown - 1)]);
    return effect;
}

std::vector<SensitivityCell> cells_of(const Rows& rows, const AnalysisQuery& query,
                                      const MetricDefinition& metric, const Sensitivity& made) {
    std::set<std::string> factors, others(made.across_values.begin(), made.across_values.end());
    for (const FactorEffect& effect : made.effects)
        factors.insert(effect.value);
    std::map<std::pair<std::string, std::string>, Rows> groups;
    for (const LeaderboardRow* row : rows) {
        std::pair key{fact_of(*row, query.factor), fact_of(*row, query.across)};
        if (factors.contains(key.first) && others.contains(key.second))
            groups[std::move(key)].push_back(row);
    }
    std::vector<SensitivityCell> cells;
    for (const auto& [key, group] : groups) {
        std::vector<double> values;
        for (const LeaderboardRow* row : group)
            values.push_back(value_of(*row, metric));
        std::ranges::sort(values);
        cells.push_back({.factor = key.first,
                         .across = key.second,
                         .results = std::ssize(group),
                         .median = percentile(values, 0.5),
                         .best = analysed(best_of(group, metric), metric)});
    }
    return cells;
}

/// Keeps the rows of the most frequent energy scope.
void keep_one_scope(Rows& rows, const MetricDefinition& metric, Sensitivity& made) {
    if (rows.empty() || metric.kind != MetricKind::energy) return;
    std::map<EnergyScope, std::int64_t> counts;
    for (const LeaderboardRow* row : rows)
        ++counts[row->energy_scope];
    made.energy_scope =
        std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; })->first;
    made.other_scopes = static_cast<std::int64_t>(std::erase_if(
        rows, [&](const LeaderboardRow* row) { return row->energy_scope != *made.energy_scope; }));
}

std::vector<RowFact> not_stated_in(const std::vector<Variants>& configurations, RowFact factor) {
    std::vector<RowFact> facts;
    for (const auto& fact : schema::enumeration<RowFact>::values) {
        if (changes_with(fact.value, factor)) continue;
        const bool missing = std::ranges::any_of(configurations, [&](const Variants& variants) {
            return fact_of(*variants.begin()->second.front(), fact.value).empty();
        });
        if (missing) facts.push_back(fact.value);
    }
    return facts;
}

std::string summary_of(const Sensitivity& made, const MetricDefinition& metric, RowFact factor) {
    const std::string name = words::of_fact(factor);
    if (made.effects.empty())
        return "No result has a value of " + words::of_metric(metric) + " here.";
    const auto most = std::ranges::max_element(made.effects, {}, &FactorEffect::pairs_total);
    if (!most->ratio)
        return "No two results differ in " + name + " alone, so its effect on " +
               words::of_metric(metric) + " is not known.";
    std::string words = "With all else equal, " + words::of_fact(factor, most->value) + " gives " +
                        figures::shown(*most->ratio) + " times the " + words::of_metric(metric) +
                        " of " + words::of_fact(factor, *made.baseline);
    words += most->ratio_ci95_low ? " (95 % interval " + figures::shown(*most->ratio_ci95_low) +
                                        " to " + figures::shown(*most->ratio_ci95_high) + ", "
                                  : " (too few for an interval: ";
    return words + figures::plural(most->pairs_total, "pair") + ").";
}

}  // namespace

Sensitivity sensitivity(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                        const AnalysisQuery& query) {
    Sensitivity made;
    Rows counted = counted_rows(rows, metric, query, made.results);
    keep_one_scope(counted, metric, made);
    const auto counts = counts_of(counted, query.factor);
    const auto configurations = variants_of(counted, query.factor, metric);
    if (!counted.empty())
        made.baseline = query.baseline.value_or(usual_baseline(configurations, counts));
    for (const std::string& value : listed_values(counts, query.factor, factor_values_max)) {
        made.effects.push_back(effect_of(value, *made.baseline, configurations, metric));
        made.effects.back().results = counts.at(value);
    }
    const auto across = counts_of(counted, query.across);
    made.across_total = std::ssize(across);
    made.across_values = listed_values(across, query.across, across_values_max);
    made.cells = cells_of(counted, query, metric, made);
    made.not_stated = not_stated_in(configurations, query.factor);
    made.summary = summary_of(made, metric, query.factor);
    return made;
}

}  // namespace lem::domain
