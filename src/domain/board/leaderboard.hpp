#pragma once
/// The public list of results: its rows, queries and answers.

#include "domain/result/result.hpp"
#include "schema/query.hpp"

namespace lem::domain {

using ResultId = schema::Id<struct ResultTag>;

/// How far a result has been checked, lowest first.
enum class Trust { self_reported, is_signed, trace_verified, platform_run, reproduced };

/// Hidden results are kept, and shown only to their owner and moderators.
enum class ResultState { listed, hidden, withdrawn };

/// Why a row has no rank. `not_measured`: the metric is missing; the others exclude a row with a
/// value.
enum class NotRanked { not_measured, incomplete, warnings, energy_modelled, energy_replayed };

/// Whether a list has the results that a check warns of.
enum class Flagged { hidden, shown, only };

/// The source of a result that lem measured; others have the format that they were read from.
inline constexpr std::string_view own_source = "lem";

struct LeaderboardRow {
    ResultId id;
    std::string model;
    bool model_known = false;
    std::string model_family;
    std::optional<double> parameters_total;
    std::string precision;
    std::string engine;
    std::string engine_version;
    std::string hardware;
    bool hardware_known = false;
    int hardware_count = 1;
    EnergyScope energy_scope = EnergyScope::none;
    EnergyMethod energy_method = EnergyMethod::none;
    Trust trust = Trust::self_reported;
    Grade grade = Grade::unfit;
    std::string load;
    std::optional<int> input_tokens;   // of a mean request; nullopt: not stated
    std::optional<int> output_tokens;  // the same
    int cycles = 0;
    std::optional<double> cv;
    bool complete = true;
    std::vector<std::string> flags;
    ResultState state = ResultState::listed;
    std::string submitted_by;
    std::string submitted_at;
    std::optional<std::string> energy_absent_reason;
    std::optional<std::string> imported_from;
    RankedValues metrics;
    std::optional<std::int64_t> rank;
    std::optional<NotRanked> not_ranked;
};

/// The part of the name before the size: "Qwen3" for "Qwen/Qwen3-30B-A3B".
std::string family_of(std::string_view model);
/// Why the row has no rank by any metric; nullopt if it can be ranked.
std::optional<NotRanked> held_back(const LeaderboardRow& row);
/// Why a row with energy of this method has no rank by energy.
std::optional<NotRanked> held_back(EnergyMethod method);

/// Query parameters of GET /api/v1/leaderboard. Values of one filter are alternatives.
struct LeaderboardQuery {
    std::string sort = "-tokens_per_joule";
    std::vector<std::string> model;
    std::vector<std::string> model_family;
    std::vector<std::string> engine;
    std::vector<std::string> precision;
    std::vector<std::string> hardware;
    std::vector<EnergyScope> energy_scope;
    std::vector<EnergyMethod> energy_method;
    std::vector<Trust> trust;
    std::vector<NotRanked> not_ranked;
    std::vector<std::string> source;
    std::vector<std::string> flags;
    Flagged flagged = Flagged::hidden;
    std::optional<std::string> q;
    MetricLimits limits;
    std::optional<schema::Range> parameters_billions;
    std::vector<std::string> facets;
    std::vector<std::string> fields;
    int limit = 25;
    std::optional<std::string> cursor;
};

struct FacetValue {
    std::string value;
    std::int64_t count = 0;
    bool selected = false;
};

/// A violation as JSON.
struct ProblemPlace {
    std::string pointer;
    std::string message;
};

/// Counts for the head of the page.
struct SiteStats {
    std::int64_t results = 0;
    std::int64_t models = 0;
    std::int64_t hardware = 0;
    std::int64_t contributors = 0;
    std::string data_version;
};

/// A page. `total` counts every match; facet counts ignore the facet's own filter.
struct LeaderboardPage {
    std::vector<LeaderboardRow> items;
    std::optional<std::string> next_cursor;
    std::int64_t total = 0;
    std::int64_t flagged = 0;
    std::map<std::string, std::vector<FacetValue>> facets;
    std::string data_version;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Trust> {
    static constexpr std::string_view name = "Trust";
    static constexpr std::array values{
        Enumerator{domain::Trust::self_reported, "self_reported",
                   "as the submitter sent it, checked for consistency", "self-reported"},
        Enumerator{domain::Trust::is_signed, "signed",
                   "signed by a key of its submitter, which proves where it is from and that it is "
                   "unchanged"},
        Enumerator{domain::Trust::trace_verified, "trace_verified",
                   "recomputed by the server from the uploaded trace", "trace-verified"},
        Enumerator{domain::Trust::platform_run, "platform_run", "run by a worker of this platform",
                   "platform-run"},
        Enumerator{domain::Trust::reproduced, "reproduced", "another submitter measured the same"},
    };
};

template <>
struct enumeration<domain::ResultState> {
    static constexpr std::string_view name = "ResultState";
    static constexpr std::array values{
        Enumerator{domain::ResultState::listed, "listed"},
        Enumerator{domain::ResultState::hidden, "hidden",
                   "not shown until a moderator has reviewed it"},
        Enumerator{domain::ResultState::withdrawn, "withdrawn",
                   "withdrawn; its page stays, with the reason"},
    };
};

template <>
struct enumeration<domain::NotRanked> {
    static constexpr std::string_view name = "NotRanked";
    static constexpr std::array values{
        Enumerator{domain::NotRanked::not_measured, "not_measured", "not measured"},
        Enumerator{domain::NotRanked::incomplete, "incomplete", "the run was stopped early"},
        Enumerator{domain::NotRanked::warnings, "warnings", "checks found a warning"},
        Enumerator{domain::NotRanked::energy_modelled, "energy_modelled",
                   "energy is modelled, not measured"},
        Enumerator{domain::NotRanked::energy_replayed, "energy_replayed",
                   "energy is replayed from a trace"},
    };
};

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
struct description<domain::LeaderboardRow> {
    using T = domain::LeaderboardRow;
    static constexpr auto record = schema::record(
        "LeaderboardRow", "A result as the leaderboard shows it.",
        field("id", &T::id, {.doc = "Result id; its page is /results/{id}."}),
        field("model", &T::model,
              {.doc = "Model name: the catalogue's, or as submitted if it does not know it."}),
        field("model_known", &T::model_known,
              {.doc = "Whether the catalogue or an operator knows the model.", .defaulted = true}),
        field("model_family", &T::model_family,
              {.doc = "Family derived from the name, for example Qwen3."}),
        field("parameters_total", &T::parameters_total, {.doc = "Weights; null when unknown."}),
        field("precision", &T::precision, {.doc = "Of the weights; empty when unknown."}),
        field("engine", &T::engine, {.doc = "Engine."}),
        field("engine_version", &T::engine_version, {.doc = "Its version; empty when unknown."}),
        field("hardware", &T::hardware,
              {.doc = "Devices the model ran on, by the catalogue's names; as submitted if it does "
                      "not know them."}),
        field(
            "hardware_known", &T::hardware_known,
            {.doc = "Whether the catalogue or an operator knows all of them.", .defaulted = true}),
        field("hardware_count", &T::hardware_count, {.doc = "How many of them."}),
        field("energy_scope", &T::energy_scope, {.doc = "What the energy covers."}),
        field("energy_method", &T::energy_method, {.doc = "How it was obtained."}),
        field("trust", &T::trust, {.doc = "How far it has been checked."}),
        field("grade", &T::grade,
              {.doc = "The grade of its evidence, by the server's own rules.", .defaulted = true}),
        field("load", &T::load, {.doc = "Load in short, for example \"4 streams\"."}),
        field(
            "input_tokens", &T::input_tokens,
            {.doc = "Mean prompt length; null if the result does not state it.", .unit = "tokens"}),
        field(
            "output_tokens", &T::output_tokens,
            {.doc = "Mean output length; null if the result does not state it.", .unit = "tokens"}),
        field("cycles", &T::cycles, {.doc = "Repetitions."}),
        field("cv", &T::cv,
              {.doc = "Coefficient of variation of tokens_per_joule over cycles; of throughput "
                      "when there is no energy."}),
        field("complete", &T::complete, {.doc = "false: the run was stopped early."}),
        field("flags", &T::flags,
              {.doc = "Codes of the checks that warn of it.", .items_max = 100, .defaulted = true}),
        field("state", &T::state, {.doc = "Listed, hidden or withdrawn.", .defaulted = true}),
        field("submitted_by", &T::submitted_by, {.doc = "Account name."}),
        field("submitted_at", &T::submitted_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("energy_absent_reason", &T::energy_absent_reason,
              {.doc = "Why there is no energy.", .omit_null = true}),
        field("imported_from", &T::imported_from,
              {.doc = "Format of the other tool's file that it was read from; absent for a run of "
                      "lem.",
               .omit_null = true}),
        field("metrics", &T::metrics, {.doc = "The metrics."}),
        field("rank", &T::rank,
              {.doc = "Rank by the metric that the list is sorted by; for energy metrics among the "
                      "rows of the same energy scope. Absent when the row has no rank.",
               .omit_null = true}),
        field("not_ranked", &T::not_ranked, {.doc = "Why there is no rank.", .omit_null = true}));
};

template <>
struct description<domain::LeaderboardQuery> {
    using T = domain::LeaderboardQuery;
    static constexpr auto filters = std::tuple(
        field(
            "sort", &T::sort,
            {.doc =
                 "A ranked metric; a leading - is descending. Unknown values come last either way.",
             .length_max = 60,
             .format = TextFormat::identifier,
             .defaulted = true}),
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
        field(
            "parameters_billions", &T::parameters_billions,
            {.doc = "Weights of the model in 10^9, a range min..max; rows whose size is not known "
                    "do not match."}),
        field("facets", &T::facets,
              {.doc = "Filters to count values of: model, model_family, engine, precision, "
                      "hardware, energy_scope, energy_method, trust, not_ranked, source, flags.",
               .length_max = 60,
               .items_max = 20,
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
struct description<domain::ProblemPlace> {
    using T = domain::ProblemPlace;
    static constexpr auto record =
        schema::record("ProblemPlace", "An error in a document, and its place.",
                       field("pointer", &T::pointer, {.doc = "JSON pointer."}),
                       field("message", &T::message, {.doc = "What is wrong."}));
};

template <>
struct description<domain::SiteStats> {
    using T = domain::SiteStats;
    static constexpr auto record = schema::record(
        "SiteStats", "Totals of the listed results.",
        field("results", &T::results, {.doc = "Listed results."}),
        field("models", &T::models, {.doc = "Models."}),
        field("hardware", &T::hardware, {.doc = "Kinds of hardware."}),
        field("contributors", &T::contributors, {.doc = "Accounts with a listed result."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

template <>
struct description<domain::LeaderboardPage> {
    using T = domain::LeaderboardPage;
    static constexpr auto record = schema::record(
        "LeaderboardPage", "A page of the leaderboard.",
        field("items", &T::items, {.doc = "The rows."}),
        field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}),
        field("total", &T::total, {.doc = "Rows that match."}),
        field("flagged", &T::flagged,
              {.doc = "Rows that match but for `flagged`, and that a check warns of."}),
        field("facets", &T::facets,
              {.doc = "Counts for each facet that was asked for, most frequent first; at most 200 "
                      "values and those that are selected."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
