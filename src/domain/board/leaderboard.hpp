#pragma once
/// A result as the public list shows it.

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
    std::optional<int> input_tokens;                 // of a mean request; nullopt: not stated
    std::optional<int> output_tokens;                // the same
    std::optional<int> concurrency;                  // requests that a closed loop keeps in flight
    std::optional<double> offered_requests_per_sec;  // of an open loop at one rate
    std::optional<bool> prefix_cache;                // nullopt: not stated
    std::string metric_definitions_version;
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
    std::optional<std::int64_t> rank_best;
    std::optional<std::int64_t> rank_worst;
    std::optional<NotRanked> not_ranked;
};

/// The part of the name before the size: "Qwen3" for "Qwen/Qwen3-30B-A3B".
std::string family_of(std::string_view model);
/// Why the row has no rank by any metric; nullopt if it can be ranked.
std::optional<NotRanked> held_back(const LeaderboardRow& row);
/// Why a row with energy of this method has no rank by energy.
std::optional<NotRanked> held_back(EnergyMethod method);

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
        field("concurrency", &T::concurrency,
              {.doc = "Requests that the load keeps in flight; absent for other loads.",
               .omit_null = true}),
        field("offered_requests_per_sec", &T::offered_requests_per_sec,
              {.doc = "Rate at which the load sends requests; absent for other loads.",
               .unit = "requests/s",
               .omit_null = true}),
        field("prefix_cache", &T::prefix_cache,
              {.doc = "Whether prompts shared a prefix that the engine may cache; absent if the "
                      "result does not state it.",
               .omit_null = true}),
        field("metric_definitions_version", &T::metric_definitions_version,
              {.doc = "Version of the definitions that its metrics follow.", .defaulted = true}),
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
        field("rank_best", &T::rank_best,
              {.doc = "The best rank that the intervals allow: 1 and the number of rows that are "
                      "surely better. Absent when the row has no interval.",
               .omit_null = true}),
        field("rank_worst", &T::rank_worst,
              {.doc = "The worst rank that the intervals allow.", .omit_null = true}),
        field("not_ranked", &T::not_ranked, {.doc = "Why there is no rank.", .omit_null = true}));
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

}  // namespace lem::schema
