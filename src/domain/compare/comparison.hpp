#pragma once
/// Compares two results: how much they differ, with an interval and in words, or why they must not
/// be compared. Pure; does not throw.

#include "domain/compare/comparability.hpp"
#include "domain/compare/request_digest.hpp"

#include <span>

namespace lem::domain {

enum class Verdict { better, worse, no_clear_difference, not_comparable };

/// One metric of B against A. `ratio` is B / A, of the means over cycles.
struct MetricComparison {
    std::string metric;
    std::optional<double> a_mean;
    std::optional<double> b_mean;
    std::optional<double> ratio;
    std::optional<double> ratio_ci95_low;
    std::optional<double> ratio_ci95_high;
    std::optional<double> p_value;
    std::optional<double> p_value_holm;
    std::optional<double> cliffs_delta;
    Verdict verdict = Verdict::not_comparable;
    std::string words;
};

/// How much the latencies of single requests differ.
struct LatencyDistance {
    std::string metric;
    double wasserstein_ms = 0;
    int a_requests = 0;
    int b_requests = 0;
};

struct Comparison {
    std::string a;
    std::string b;
    std::optional<Grade> a_grade = {};
    std::optional<Grade> b_grade = {};
    std::vector<Refusal> refusals;
    std::vector<std::string> differences;  // of the set-ups; they may explain the effect
    std::vector<std::string> cautions;     // sentences: what else weakens the comparison
    std::vector<MetricComparison> metrics;
    std::vector<LatencyDistance> latencies;
};

struct ComparisonSet {
    std::vector<Comparison> comparisons;
};

struct ComparedResult {
    std::string name;
    const Result& result;
    const RequestDigest* requests = nullptr;  // null if only the document is available
};

/// Which metrics are compared. `all`: those that a result has, without those of the load client;
/// the others than the independent ones have no rank test, so that they leave its p values alone.
enum class MetricChoice { independent, all };

/// Whether the metric follows neither from the length of the run nor from another metric.
bool is_independent(std::string_view metric);

/// Compares each result after the first with the first. p values are adjusted for all tests
/// together; a verdict follows the metric's own interval, and says so if the adjusted test does not
/// confirm it.
ComparisonSet compare(std::span<const ComparedResult> results,
                      MetricChoice choice = MetricChoice::independent);

/// False when nothing in it can be compared.
bool comparable(const Comparison& comparison);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Verdict> {
    static constexpr std::string_view name = "Verdict";
    static constexpr std::array values{
        Enumerator{domain::Verdict::better, "better",
                   "the whole interval of this metric is on the better side"},
        Enumerator{domain::Verdict::worse, "worse",
                   "the whole interval of this metric is on the worse side"},
        Enumerator{domain::Verdict::no_clear_difference, "no_clear_difference",
                   "the interval includes no difference, or there is no interval"},
        Enumerator{domain::Verdict::not_comparable, "not_comparable",
                   "refused, or not measured in both"},
    };
};

template <>
struct description<domain::MetricComparison> {
    using T = domain::MetricComparison;
    static constexpr auto record = schema::record(
        "MetricComparison", "One metric of B against A.",
        field("metric", &T::metric, {.doc = "Which."}),
        field("a_mean", &T::a_mean, {.doc = "Of A, as its summary gives it."}),
        field("b_mean", &T::b_mean, {.doc = "Of B."}),
        field("ratio", &T::ratio, {.doc = "B / A, of the means over cycles."}),
        field("ratio_ci95_low", &T::ratio_ci95_low,
              {.doc = "Lower end of its 95 % interval (Fieller)."}),
        field("ratio_ci95_high", &T::ratio_ci95_high, {.doc = "Upper end."}),
        field("p_value", &T::p_value, {.doc = "Mann-Whitney U over cycles, two-sided."}),
        field("p_value_holm", &T::p_value_holm,
              {.doc = "The same, adjusted for the number of tests (Holm)."}),
        field("cliffs_delta", &T::cliffs_delta, {.doc = "Over cycles, -1 to 1."}),
        field("verdict", &T::verdict, {.doc = "Verdict on B."}),
        field("words", &T::words, {.doc = "The same as a sentence."}));
};

template <>
struct description<domain::LatencyDistance> {
    using T = domain::LatencyDistance;
    static constexpr auto record =
        schema::record("LatencyDistance", "How much the latencies of single requests differ.",
                       field("metric", &T::metric, {.doc = "Which latency."}),
                       field("wasserstein_ms", &T::wasserstein_ms,
                             {.doc = "Wasserstein-1 distance.", .unit = "ms", .minimum = 0}),
                       field("a_requests", &T::a_requests, {.doc = "Requests of A."}),
                       field("b_requests", &T::b_requests, {.doc = "Requests of B."}));
};

template <>
struct description<domain::Comparison> {
    using T = domain::Comparison;
    static constexpr auto record = schema::record(
        "Comparison", "B against A.", field("a", &T::a, {.doc = "The reference."}),
        field("b", &T::b, {.doc = "The result that is compared with it."}),
        field("a_grade", &T::a_grade, {.doc = "Grade of A, as its result states."}),
        field("b_grade", &T::b_grade, {.doc = "Grade of B."}),
        field("refusals", &T::refusals, {.doc = "What must not be compared, and why."}),
        field("differences", &T::differences,
              {.doc = "Differences of the set-ups, which may explain the effect."}),
        field("cautions", &T::cautions, {.doc = "What else weakens the comparison."}),
        field("metrics", &T::metrics, {.doc = "Each metric."}),
        field("latencies", &T::latencies, {.doc = "Distances of single requests' latencies."}));
};

template <>
struct description<domain::ComparisonSet> {
    using T = domain::ComparisonSet;
    static constexpr auto record = schema::record(
        "ComparisonSet", "Results against the first of them.",
        field("comparisons", &T::comparisons, {.doc = "One for each other result."}));
};

}  // namespace lem::schema
