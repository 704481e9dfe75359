#pragma once
/// Published results beside each other, as the server answers and its page shows: their figures
/// with differences from one of them, their facts, and how their requests are distributed. Pure;
/// does not throw.

#include "domain/board/published_result.hpp"
#include "domain/compare/compared_facts.hpp"
#include "domain/compare/comparison.hpp"

#include <memory>

namespace lem::domain {

inline constexpr std::size_t compared_results_max = 6;

/// Query parameters of GET /api/v1/compare.
struct CompareQuery {
    std::vector<std::string> ids;
    std::optional<std::string> baseline;
};

/// What is wrong with it, by parameter; empty if it can be answered.
Violations problems_of(const CompareQuery& query);

/// A published result with what a comparison needs of its requests.
struct LoadedResult {
    ResultDetail detail;
    std::shared_ptr<const RequestDigest> requests;  // null: see `requests_absent_reason`
    std::string requests_absent_reason;
};

/// One of the compared results.
struct ComparisonEntry {
    std::string letter;  // that sentences call it by
    std::string label;   // what tells it from the others, in a few words
    LeaderboardRow row;
    std::optional<StateChange> withdrawal;
    std::optional<std::string> requests_absent_reason;
};

/// Why some of the results are not compared with the baseline.
struct ComparisonRefusal {
    std::vector<std::string> letters;
    Concern concerns = Concern::all;
    RefusalCode code = RefusalCode::other_definitions;
    std::string reason;
};

/// A metric of one result. Everything from `ratio` on is against the baseline, which has none.
struct ComparedValue {
    std::optional<double> mean;
    std::optional<double> ci95_low;
    std::optional<double> ci95_high;
    std::optional<std::string> absent_reason;
    std::optional<double> ratio;
    std::optional<double> ratio_ci95_low;
    std::optional<double> ratio_ci95_high;
    std::optional<double> p_value_holm;
    std::optional<double> cliffs_delta;
    std::optional<Verdict> verdict;
    std::optional<std::string> words;
};

struct ComparedMetric {
    std::string metric;
    bool independent = false;
    std::vector<ComparedValue> values;
};

/// The latencies of single requests by one metric.
struct RequestDistribution {
    std::string metric;
    std::vector<std::optional<LatencyHistogram>> histograms;
    std::vector<std::optional<double>> wasserstein_ms;  // from the baseline
};

struct ResultComparison {
    std::string title;
    std::string summary;
    std::string baseline;  // its letter
    std::vector<ComparisonEntry> results;
    std::vector<ComparisonRefusal> refusals;
    std::vector<std::string> cautions;
    std::vector<ComparedMetric> metrics;
    std::vector<ComparedFact> facts;
    std::vector<RequestDistribution> distributions;
};

/// Of two results or more; `baseline` is the place of one of them.
ResultComparison compare_published(std::span<const LoadedResult> results, std::size_t baseline);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::CompareQuery> {
    using T = domain::CompareQuery;
    static constexpr auto record = schema::record(
        "CompareQuery", "Which results are compared.",
        field("ids", &T::ids,
              {.doc = "Two to six results, each once.", .length_max = 60, .items_max = 100}),
        field("baseline", &T::baseline,
              {.doc = "The one that the others are compared with; the first if it is not given.",
               .length_max = 60}));
};

template <>
struct description<domain::ComparisonEntry> {
    using T = domain::ComparisonEntry;
    static constexpr auto record = schema::record(
        "ComparisonEntry", "One of the compared results.",
        field("letter", &T::letter, {.doc = "A, B, ...: what the answer's sentences call it."}),
        field("label", &T::label, {.doc = "What tells it from the others, in a few words."}),
        field("row", &T::row, {.doc = "As the leaderboard shows it, without its rank."}),
        field("withdrawal", &T::withdrawal,
              {.doc = "When and why it was withdrawn; null while it is listed."}),
        field("requests_absent_reason", &T::requests_absent_reason,
              {.doc = "Why the distributions lack it; null if they don't."}));
};

template <>
struct description<domain::ComparisonRefusal> {
    using T = domain::ComparisonRefusal;
    static constexpr auto record =
        schema::record("ComparisonRefusal", "Why results are not compared with the baseline.",
                       field("letters", &T::letters, {.doc = "Which results."}),
                       field("concerns", &T::concerns, {.doc = "Which metrics."}),
                       field("code", &T::code, {.doc = "Why."}),
                       field("reason", &T::reason, {.doc = "Why, in a sentence."}));
};

template <>
struct description<domain::ComparedValue> {
    using T = domain::ComparedValue;
    static constexpr auto record = schema::record(
        "ComparedValue", "A metric of one result, and against the baseline.",
        field("mean", &T::mean, {.doc = "The value, as the result's page shows it."}),
        field("ci95_low", &T::ci95_low, {.doc = "Lower end of its 95 % interval."}),
        field("ci95_high", &T::ci95_high, {.doc = "Upper end."}),
        field("absent_reason", &T::absent_reason,
              {.doc = "Why there is no value.", .omit_null = true}),
        field("ratio", &T::ratio,
              {.doc = "Over the baseline's, of the means over cycles; null for the baseline, and "
                      "where they are not compared.",
               .omit_null = true}),
        field("ratio_ci95_low", &T::ratio_ci95_low,
              {.doc = "Lower end of its 95 % interval (Fieller).", .omit_null = true}),
        field("ratio_ci95_high", &T::ratio_ci95_high, {.doc = "Upper end.", .omit_null = true}),
        field("p_value_holm", &T::p_value_holm,
              {.doc = "Mann-Whitney U over cycles, two-sided, adjusted for the number of tests of "
                      "the answer (Holm).",
               .omit_null = true}),
        field("cliffs_delta", &T::cliffs_delta,
              {.doc = "Over cycles, -1 to 1.", .omit_null = true}),
        field("verdict", &T::verdict,
              {.doc = "Against the baseline; null for the baseline.", .omit_null = true}),
        field("words", &T::words,
              {.doc = "The difference in words, or why there is none.", .omit_null = true}));
};

template <>
struct description<domain::ComparedMetric> {
    using T = domain::ComparedMetric;
    static constexpr auto record = schema::record(
        "ComparedMetric", "A metric of each result.",
        field("metric", &T::metric, {.doc = "Which."}),
        field("independent", &T::independent,
              {.doc = "It follows neither from the length of the run nor from another metric; only "
                      "such metrics are tested, together."}),
        field("values", &T::values, {.doc = "In the order of the results."}));
};

template <>
struct description<domain::RequestDistribution> {
    using T = domain::RequestDistribution;
    static constexpr auto record = schema::record(
        "RequestDistribution", "The latencies of single requests, from the bundles.",
        field("metric", &T::metric, {.doc = "Which latency."}),
        field("histograms", &T::histograms,
              {.doc = "In the order of the results; null for a result without such requests."}),
        field("wasserstein_ms", &T::wasserstein_ms,
              {.doc = "Wasserstein-1 distance from the baseline, ms; null for the baseline, and "
                      "where the two are not compared."}));
};

template <>
struct description<domain::ResultComparison> {
    using T = domain::ResultComparison;
    static constexpr auto record = schema::record(
        "ResultComparison", "Results beside each other.",
        field("title", &T::title, {.doc = "What is compared, in a line."}),
        field("summary", &T::summary, {.doc = "The main differences, in sentences."}),
        field("baseline", &T::baseline,
              {.doc = "The letter of the result that the others are compared with."}),
        field("results", &T::results, {.doc = "In the order of the query."}),
        field("refusals", &T::refusals, {.doc = "What is not compared, and why."}),
        field("cautions", &T::cautions, {.doc = "What else weakens the comparison, in sentences."}),
        field("metrics", &T::metrics,
              {.doc = "The metrics that a result has, without those of the load client."}),
        field("facts", &T::facts, {.doc = "Set-ups and conditions."}),
        field("distributions", &T::distributions,
              {.doc = "Latencies of single requests; empty if no bundle has any."}));
};

}  // namespace lem::schema
