#pragma once
/// What the questions of the analysis share: which results count, and by which facts they are told
/// apart. Pure; does not throw.

#include "domain/board/leaderboard_query.hpp"

#include <functional>
#include <span>

namespace lem::domain {

/// Results that one answer looks at.
inline constexpr std::size_t analysed_rows_max = 20'000;

/// A fact of a result by which results are grouped.
enum class RowFact {
    model,
    model_family,
    engine,
    engine_version,
    precision,
    hardware,
    hardware_count,
    concurrency,
    input_tokens,
    output_tokens
};

/// By what the results of a trend are ordered.
enum class TrendOrder { date, release };

/// Query parameters of GET /api/v1/analysis/...: the filters of the leaderboard, and the question.
struct AnalysisQuery : LeaderboardQuery {
    std::string metric = "tokens_per_joule";
    RowFact group = RowFact::engine;
    RowFact factor = RowFact::precision;
    RowFact across = RowFact::model;
    std::optional<std::string> baseline;
    TrendOrder order = TrendOrder::date;
    std::vector<std::string> systems;
};

/// Results that were looked at but not counted.
struct SetAside {
    NotRanked reason = NotRanked::not_measured;
    std::int64_t results = 0;
};

/// Which results an answer is about.
struct AnalysedResults {
    std::int64_t total = 0;
    std::int64_t rows = 0;
    bool truncated = false;
    std::int64_t used = 0;
    std::vector<SetAside> set_aside;
    std::string data_version;
};

/// A result as a point of a chart.
struct AnalysedResult {
    ResultId id;
    std::string label;
    std::string engine;
    double value = 0;
    std::optional<double> ci95_half_width;
};

using Rows = std::vector<const LeaderboardRow*>;

/// The rows that count: with a positive value of the metric and, unless the query asks for them by
/// a filter of their own, without those that have no rank by it. Adds to `results` what was set
/// aside.
Rows counted_rows(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                  const AnalysisQuery& query, AnalysedResults& results);

/// Whether the row's energy is measured, or what the query asks for.
bool energy_counts(const LeaderboardRow& row, const AnalysisQuery& query);

/// The scope of the row's energy if the metric is energy: values of different scopes are kept
/// apart. nullopt for other metrics.
std::optional<EnergyScope> scope_of(const LeaderboardRow& row, const MetricDefinition& metric);

/// Of a row that counted_rows returned.
double value_of(const LeaderboardRow& row, const MetricDefinition& metric);
AnalysedResult analysed(const LeaderboardRow& row, const MetricDefinition& metric);
/// Whether the first value is better than the second.
bool is_better(double a, double b, const MetricDefinition& metric);
/// Of one row or more.
const LeaderboardRow& best_of(const Rows& rows, const MetricDefinition& metric);

/// The fact as text; empty if the result does not state it.
std::string fact_of(const LeaderboardRow& row, RowFact fact);
/// The kind of device, without how many of it there are: "NVIDIA L4" for "2 x NVIDIA L4".
std::string device_of(const LeaderboardRow& row);
/// The order in which values of a fact are listed: numbers by size, precisions from the widest,
/// names and versions with the numbers in them by size; what is not stated comes last.
bool fact_precedes(RowFact fact, const std::string& a, const std::string& b);

/// Which facts decide that results are of the same configuration.
using KeyOf = std::function<std::string(const LeaderboardRow&)>;
struct AlikeBy {
    KeyOf key;
    bool input_tokens = true;
    bool output_tokens = true;
};
/// Lengths that differ by up to this share are the same.
inline constexpr double alike_length_tolerance = 0.05;
/// Groups of rows with the same key whose lengths are the same, each as long as no row in it
/// exceeds the shortest by more than the tolerance. Lengths that are not stated are alike.
std::vector<Rows> alike(const Rows& rows, const AlikeBy& by);
/// Parts of a key.
std::string key_of(std::initializer_list<std::string> parts);
/// Of what every configuration holds equal beside its facts: prefix cache, definitions of the
/// metrics (for latencies of closed loops also which requests they count) and, for energy, its
/// scope.
std::string conditions_key(const LeaderboardRow& row, const MetricDefinition& metric);

/// Words for sentences.
namespace words {
/// "Qwen3-8B, fp8, vLLM 0.11.2, 2 x NVIDIA L4"
std::string of_row(const LeaderboardRow& row);
/// A value of a fact: "vLLM", "precision not stated".
std::string of_fact(RowFact fact, const std::string& value);
/// A fact in a sentence: "engine", "number of devices".
std::string of_fact(RowFact fact);
/// "12.3 tok/J"
std::string of_value(double value, const MetricDefinition& metric);
/// "tokens per joule"
std::string of_metric(const MetricDefinition& metric);
/// " (energy of GPU board)"; empty where there is no scope.
std::string of_scope(std::optional<EnergyScope> scope);
}  // namespace words

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::RowFact> {
    static constexpr std::string_view name = "RowFact";
    static constexpr std::array values{
        Enumerator{domain::RowFact::model, "model", "", "Model"},
        Enumerator{domain::RowFact::model_family, "model_family", "", "Model family"},
        Enumerator{domain::RowFact::engine, "engine", "", "Engine"},
        Enumerator{domain::RowFact::engine_version, "engine_version", "the engine and its version",
                   "Engine version"},
        Enumerator{domain::RowFact::precision, "precision", "of the weights", "Precision"},
        Enumerator{domain::RowFact::hardware, "hardware", "", "Hardware"},
        Enumerator{domain::RowFact::hardware_count, "hardware_count", "", "Number of devices"},
        Enumerator{domain::RowFact::concurrency, "concurrency",
                   "requests that a closed loop keeps in flight", "Concurrency"},
        Enumerator{domain::RowFact::input_tokens, "input_tokens", "of a mean request",
                   "Prompt length"},
        Enumerator{domain::RowFact::output_tokens, "output_tokens", "of a mean request",
                   "Output length"},
    };
};

template <>
struct enumeration<domain::TrendOrder> {
    static constexpr std::string_view name = "TrendOrder";
    static constexpr std::array values{
        Enumerator{domain::TrendOrder::date, "date", "the best so far on each date of submission",
                   "Date"},
        Enumerator{domain::TrendOrder::release, "release",
                   "the best with each release of an engine", "Engine release"},
    };
};

template <>
struct description<domain::AnalysisQuery> {
    using T = domain::AnalysisQuery;
    static constexpr bool is_selection = true;  // the filters are the leaderboard's
    static constexpr auto questions = std::tuple(
        field("metric", &T::metric,
              {.doc = "A ranked metric.",
               .length_max = 60,
               .format = TextFormat::identifier,
               .defaulted = true}),
        field("group", &T::group, {.doc = "The fact that groups results.", .defaulted = true}),
        field("factor", &T::factor,
              {.doc = "The fact whose effect is asked for.", .defaulted = true}),
        field("across", &T::across,
              {.doc = "The other fact of the matrix of measured values.", .defaulted = true}),
        field("baseline", &T::baseline,
              {.doc = "The value of the factor that the others are compared with; the one with the "
                      "most pairs if it is not given.",
               .length_max = 300}),
        field("order", &T::order, {.doc = "What the steps follow.", .defaulted = true}),
        field("systems", &T::systems,
              {.doc = "Up to six results, each for the configuration that it belongs to; the "
                      "three with the most loads if none is given.",
               .length_max = 60,
               .items_max = 6,
               .defaulted = true}));
    static constexpr auto record = schema::record_of(
        "AnalysisQuery", "What to analyse.",
        std::tuple_cat(description<domain::LeaderboardQuery>::record.fields, questions));
};

template <>
struct description<domain::SetAside> {
    using T = domain::SetAside;
    static constexpr auto record =
        schema::record("SetAside", "Results that were looked at but not counted.",
                       field("reason", &T::reason, {.doc = "Why."}),
                       field("results", &T::results, {.doc = "How many."}));
};

template <>
struct description<domain::AnalysedResults> {
    using T = domain::AnalysedResults;
    static constexpr auto record = schema::record(
        "AnalysedResults", "Which results an answer is about.",
        field("total", &T::total,
              {.doc = "Results that match the filters and have a value of what is asked for."}),
        field("rows", &T::rows, {.doc = "Of them, those looked at: at most 20,000."}),
        field("truncated", &T::truncated, {.doc = "Whether others were left out."}),
        field("used", &T::used, {.doc = "Of those looked at, the results that count."}),
        field("set_aside", &T::set_aside,
              {.doc = "The others, by reason. A filter that asks for them lets them count: "
                      "energy_method, flagged, flags or not_ranked.",
               .items_max = 10}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

template <>
struct description<domain::AnalysedResult> {
    using T = domain::AnalysedResult;
    static constexpr auto record = schema::record(
        "AnalysedResult", "A result as a point of a chart.",
        field("id", &T::id, {.doc = "Its page is /results/{id}."}),
        field("label", &T::label, {.doc = "Model, precision, engine and hardware in words."}),
        field("engine", &T::engine, {.doc = "Engine."}),
        field("value", &T::value, {.doc = "The metric."}),
        field("ci95_half_width", &T::ci95_half_width,
              {.doc = "Half-width of its 95 % interval; null below two cycles."}));
};

}  // namespace lem::schema
