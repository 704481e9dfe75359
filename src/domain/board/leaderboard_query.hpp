#pragma once
/// Questions to the public list of results, and the answers.

#include "domain/board/leaderboard.hpp"
#include "domain/compare/comparability.hpp"
#include "schema/query.hpp"

namespace lem::domain {

/// Whether a list has the results that a check warns of.
enum class Flagged { hidden, shown, only };

/// What a list has one row of: the best of each.
enum class BestPer { model, model_and_hardware };

/// Query parameters of GET /api/v1/leaderboard. Values of one filter are alternatives.
struct LeaderboardQuery {
    std::string sort = "-tokens_per_joule";
    std::optional<BestPer> best_per;
    std::vector<std::string> slo;
    std::optional<Grade> min_quality;
    std::vector<std::string> model;
    std::vector<std::string> model_family;
    std::vector<std::string> engine;
    std::vector<std::string> precision;
    std::vector<std::string> hardware;
    std::vector<EnergyScope> energy_scope;
    std::vector<EnergyMethod> energy_method;
    std::vector<Trust> trust;
    std::vector<NotRanked> not_ranked;
    std::vector<Grade> grade;
    std::vector<std::string> source;
    std::vector<std::string> flags;
    std::vector<std::string> exclude;
    Flagged flagged = Flagged::hidden;
    std::optional<std::string> q;
    MetricLimits limits;
    std::optional<schema::Range> parameters_billions;
    std::optional<schema::Range> concurrency;
    std::optional<schema::Range> input_tokens;
    std::optional<schema::Range> output_tokens;
    std::vector<std::string> pareto;
    std::vector<std::string> facets;
    std::vector<std::string> histograms;
    std::vector<std::string> fields;
    int limit = 25;
    std::optional<std::string> cursor;
};

struct FacetValue {
    std::string value;
    std::int64_t count = 0;
    bool selected = false;
};

/// Results with a value in [from, to).
struct HistogramBin {
    double from = 0;
    double to = 0;
    std::int64_t count = 0;
};

/// How many results have which value of a metric, under all constraints but those on the metric
/// itself. Four bins to a doubling, of equal width.
struct Histogram {
    std::vector<HistogramBin> bins;
};

/// What a question that nothing answers would find without one of its constraints.
struct Relaxation {
    std::string parameter;
    std::int64_t total = 0;
};

/// A page. `total` counts every row of the list; facet counts are of results and ignore the facet's
/// own filter.
struct LeaderboardPage {
    std::vector<LeaderboardRow> items;
    std::optional<std::string> next_cursor;
    std::int64_t total = 0;
    std::int64_t results = 0;
    std::int64_t flagged = 0;
    std::string meaning;
    std::vector<Refusal> mixed;
    std::vector<Relaxation> relaxations;
    std::map<std::string, std::vector<FacetValue>> facets;
    std::map<std::string, Histogram> histograms;
    std::string data_version;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Flagged> {
    static constexpr std::string_view name = "Flagged";
    static constexpr std::array values{
        Enumerator{domain::Flagged::hidden, "hidden", "only results without a warning"},
        Enumerator{domain::Flagged::shown, "shown", "all results"},
        Enumerator{domain::Flagged::only, "only", "only results with a warning"},
    };
};

template <>
struct enumeration<domain::BestPer> {
    static constexpr std::string_view name = "BestPer";
    static constexpr std::array values{
        Enumerator{domain::BestPer::model, "model", "the best result of each model"},
        Enumerator{domain::BestPer::model_and_hardware, "model,hardware",
                   "the best result of each model on each hardware"},
    };
};

template <>
struct description<domain::LeaderboardQuery> {
    using T = domain::LeaderboardQuery;
    static constexpr auto filters = std::tuple(
        field(
            "sort", &T::sort,
            {.doc = "A ranked metric, model or hardware (their names), concurrency, input_tokens, "
                    "output_tokens or submitted_at; a leading - is descending. Unknown values come "
                    "last either way.",
             .length_max = 60,
             .format = TextFormat::identifier,
             .defaulted = true}),
        field("best_per", &T::best_per,
              {.doc = "Only the best result of each model, or of each model on each hardware; of "
                      "each energy scope, when sorted by energy. Which is best does not depend on "
                      "the direction of `sort`: by a metric it is the one with the best value, by "
                      "concurrency, input_tokens or output_tokens the one with the largest number, "
                      "by submitted_at the newest, and by a name the one with the most tokens per "
                      "joule."}),
        field("slo", &T::slo,
              {.doc = "Limits on metrics, such as time_to_first_token_ms_p90<=200; results without "
                      "a value do not meet one.",
               .length_max = 100,
               .items_max = 26,
               .defaulted = true}),
        field("min_quality", &T::min_quality, {.doc = "The lowest grade."}),
        field("model", &T::model,
              {.doc = "Models.", .length_max = 200, .items_max = 100, .defaulted = true}),
        field("model_family", &T::model_family,
              {.doc = "Model families.", .length_max = 200, .items_max = 100, .defaulted = true}),
        field("engine", &T::engine,
              {.doc = "Engines.", .length_max = 60, .items_max = 50, .defaulted = true}),
        field("precision", &T::precision,
              {.doc = "Precisions.", .length_max = 60, .items_max = 50, .defaulted = true}),
        field("hardware", &T::hardware,
              {.doc = "Hardware.", .length_max = 200, .items_max = 100, .defaulted = true}),
        field("energy_scope", &T::energy_scope,
              {.doc = "Energy scopes.", .items_max = 20, .defaulted = true}),
        field("energy_method", &T::energy_method,
              {.doc = "Energy methods.", .items_max = 20, .defaulted = true}),
        field("trust", &T::trust, {.doc = "Trust levels.", .items_max = 20, .defaulted = true}),
        field("not_ranked", &T::not_ranked,
              {.doc = "Rows that have no rank for one of these reasons.",
               .items_max = 20,
               .defaulted = true}),
        field("grade", &T::grade, {.doc = "Grades.", .items_max = 20, .defaulted = true}),
        field("source", &T::source,
              {.doc = "Where results are from: lem, or the format of another tool's file.",
               .length_max = 60,
               .items_max = 50,
               .defaulted = true}),
        field("flags", &T::flags,
              {.doc = "Results that one of these checks warns of, by the check's code. They are "
                      "then shown whatever `flagged` says.",
               .length_max = 20,
               .items_max = 50,
               .defaulted = true}),
        field("flagged", &T::flagged,
              {.doc = "Whether results that a check warns of are listed.", .defaulted = true}),
        field(
            "q", &T::q,
            {.doc =
                 "Words that model, hardware or engine must each contain; \"words in quotes\" are "
                 "one.",
             .length_max = 200}));
    static constexpr auto limits = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::tuple(schema::part_field(
            domain::ranked_metrics[I]->name, &T::limits, domain::ranked_metrics[I]->of_limit,
            {.doc = "Range min..max; rows without a value do not match.",
             .unit = domain::ranked_metrics[I]->unit})...);
    }(std::make_index_sequence<domain::ranked_metrics.size()>{});
    static constexpr auto rest = std::tuple(
        field("exclude", &T::exclude,
              {.doc = "Values of filters that results must not have, each a filter, a colon and a "
                      "value, such as precision:fp16.",
               .length_max = 220,
               .items_max = 100,
               .defaulted = true}),
        field(
            "parameters_billions", &T::parameters_billions,
            {.doc = "Weights of the model in 10^9, a range min..max; rows whose size is not known "
                    "do not match."}),
        field("concurrency", &T::concurrency,
              {.doc = "Requests in flight, a range; results of other loads do not match."}),
        field("input_tokens", &T::input_tokens,
              {.doc = "Mean prompt length, a range; results that do not state it do not match.",
               .unit = "tokens"}),
        field("output_tokens", &T::output_tokens,
              {.doc = "Mean output length, likewise.", .unit = "tokens"}),
        field("pareto", &T::pareto,
              {.doc = "Two ranked metrics: only results that no other beats in one of them without "
                      "being worse in the other; of each energy scope, if one is energy.",
               .length_max = 60,
               .items_max = 2,
               .defaulted = true}),
        field("facets", &T::facets,
              {.doc = "Filters to count values of: model, model_family, engine, precision, "
                      "hardware, energy_scope, energy_method, trust, not_ranked, grade, source, "
                      "flags.",
               .length_max = 60,
               .items_max = 20,
               .defaulted = true}),
        field("histograms", &T::histograms,
              {.doc = "Ranked metrics whose distribution to count.",
               .length_max = 60,
               .items_max = domain::ranked_metrics.size(),
               .defaulted = true}),
        field("fields", &T::fields,
              {.doc =
                   "Only these fields of each item; all when empty. Required fields of an item may "
                   "then be missing.",
               .length_max = 60,
               .items_max = 50,
               .defaulted = true}),
        field("limit", &T::limit,
              {.doc = "Items per page.", .minimum = 1, .maximum = 200, .defaulted = true}),
        field("cursor", &T::cursor,
              {.doc = "next_cursor of the page before.", .length_max = 1000}));
    static constexpr auto record = schema::record_of("LeaderboardQuery", "What to list.",
                                                     std::tuple_cat(filters, limits, rest));
};

template <>
struct description<domain::FacetValue> {
    using T = domain::FacetValue;
    static constexpr auto record = schema::record(
        "FacetValue", "A value of a filter.", field("value", &T::value, {.doc = "The value."}),
        field("count", &T::count, {.doc = "Results that would match if it were selected."}),
        field("selected", &T::selected, {.doc = "Whether it is part of this query."}));
};

template <>
struct description<domain::HistogramBin> {
    using T = domain::HistogramBin;
    static constexpr auto record = schema::record(
        "HistogramBin", "Results with a value in [from, to).",
        field("from", &T::from, {.doc = "The metric's unit."}),
        field("to", &T::to, {.doc = "The same."}), field("count", &T::count, {.doc = "Results."}));
};

template <>
struct description<domain::Histogram> {
    using T = domain::Histogram;
    static constexpr auto record =
        schema::record("Histogram", "How many results have which value of a metric.",
                       field("bins", &T::bins,
                             {.doc = "In ascending order, from the first to the last with a "
                                     "result; four to a doubling.",
                              .items_max = 1'100}));
};

template <>
struct description<domain::Relaxation> {
    using T = domain::Relaxation;
    static constexpr auto record = schema::record(
        "Relaxation", "What a question would find without one of its parameters.",
        field("parameter", &T::parameter, {.doc = "The parameter that is left out."}),
        field("total", &T::total, {.doc = "Results that match then."}));
};

template <>
struct description<domain::LeaderboardPage> {
    using T = domain::LeaderboardPage;
    static constexpr auto record = schema::record(
        "LeaderboardPage", "A page of the leaderboard.",
        field("items", &T::items, {.doc = "The rows."}),
        field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}),
        field("total", &T::total, {.doc = "Rows of the whole list."}),
        field("results", &T::results,
              {.doc = "Results that match; more than `total` when only the best or the Pareto "
                      "front is listed.",
               .defaulted = true}),
        field("flagged", &T::flagged,
              {.doc = "Rows that match but for `flagged`, and that a check warns of."}),
        field("meaning", &T::meaning, {.doc = "The question in words.", .defaulted = true}),
        field("mixed", &T::mixed,
              {.doc = "Why rows of this page may not be comparable with one another.",
               .items_max = 20,
               .defaulted = true}),
        field("relaxations", &T::relaxations,
              {.doc = "When nothing matches: what the question would find without one of its "
                      "parameters, the most first.",
               .items_max = 50,
               .defaulted = true}),
        field("facets", &T::facets,
              {.doc = "Counts for each facet that was asked for, most frequent first; at most 200 "
                      "values and those that are selected."}),
        field("histograms", &T::histograms, {.doc = "By metric.", .defaulted = true}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
