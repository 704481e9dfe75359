#pragma once
/// The public list of results: what a row says, what may be asked, what is answered.

#include "domain/result/result.hpp"
#include "schema/query.hpp"

namespace lem::domain {

using ResultId = schema::Id<struct ResultTag>;

/// How far a result has been checked, lowest first.
enum class Trust { self_reported, is_signed, trace_verified, platform_run, reproduced };

enum class ResultStatus { listed, withdrawn };

/// A ranked metric as a row shows it.
struct RankedValue {
    std::optional<double> value;
    std::optional<double> ci95_half_width;
};

/// The eight metrics a leaderboard can be sorted and limited by.
template <class V>
struct RankedSet {
    V tokens_per_joule;
    V throughput_tokens_per_sec;
    V total_energy_joules;
    V avg_power_watts;
    V peak_memory_mb;
    V time_to_first_token_ms;
    V latency_per_token_ms;
    V flops_per_second;
};
using RankedValues = RankedSet<RankedValue>;

struct LeaderboardRow {
    ResultId id;
    std::string model;
    std::string model_family;
    std::optional<double> parameters_total;
    std::string precision;
    std::string engine;
    std::string engine_version;
    std::string hardware;
    int hardware_count = 1;
    EnergyScope energy_scope = EnergyScope::none;
    EnergyMethod energy_method = EnergyMethod::none;
    Trust trust = Trust::self_reported;
    std::string load;
    int input_tokens = 0;
    int output_tokens = 0;
    int cycles = 0;
    std::optional<double> cv;
    bool complete = true;
    int warnings = 0;
    ResultStatus status = ResultStatus::listed;
    std::string submitted_by;
    std::string submitted_at;
    std::optional<std::string> energy_absent_reason;
    RankedValues metrics;
};

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
    std::optional<std::string> q;
    std::optional<schema::Range> tokens_per_joule;
    std::optional<schema::Range> throughput_tokens_per_sec;
    std::optional<schema::Range> total_energy_joules;
    std::optional<schema::Range> avg_power_watts;
    std::optional<schema::Range> peak_memory_mb;
    std::optional<schema::Range> time_to_first_token_ms;
    std::optional<schema::Range> latency_per_token_ms;
    std::optional<schema::Range> flops_per_second;
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

/// A violation on the wire.
struct ProblemPlace {
    std::string pointer;
    std::string message;
};

struct Receipt {
    ResultId id;
    std::string url;
    bool created = false;
    std::string sha256;
    std::vector<Check> checks;
};

/// Everything about a result. `document` is the submitted result.json, read and written again; the
/// bytes themselves are at /document.
struct ResultDetail {
    LeaderboardRow row;
    Result document;
    std::vector<Check> checks;
    std::vector<FileReference> files;
    std::string sha256;
    std::int64_t size_bytes = 0;
    std::string media_type;
    std::optional<std::string> withdrawn_at;
    std::optional<std::string> withdrawn_reason;
};

struct ResultListQuery {
    int limit = 25;
    std::optional<std::string> cursor;
};

struct ResultList {
    std::vector<LeaderboardRow> items;
    std::optional<std::string> next_cursor;
};

struct Withdrawal {
    std::string reason;
};

/// The efficiency scatter, column by column: entry i of each belongs to the same result.
struct LeaderboardPoints {
    std::vector<ResultId> id;
    std::vector<std::string> model;
    std::vector<std::string> engine;
    std::vector<std::string> hardware;
    std::vector<std::string> energy_scope;
    std::vector<std::string> energy_method;
    std::vector<std::optional<double>> parameters_total;
    std::vector<double> x;
    std::vector<std::optional<double>> x_half_width;
    std::vector<double> y;
    std::vector<std::optional<double>> y_half_width;
    std::int64_t total = 0;
    bool truncated = false;
    std::string data_version;
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
                   "as the submitter sent it, checked for consistency"},
        Enumerator{domain::Trust::is_signed, "signed", "signed by a known key"},
        Enumerator{domain::Trust::trace_verified, "trace_verified",
                   "recomputed by the server from the uploaded trace"},
        Enumerator{domain::Trust::platform_run, "platform_run", "run by a worker of this platform"},
        Enumerator{domain::Trust::reproduced, "reproduced", "another submitter found the same"},
    };
};

template <>
struct enumeration<domain::ResultStatus> {
    static constexpr std::string_view name = "ResultStatus";
    static constexpr std::array values{
        Enumerator{domain::ResultStatus::listed, "listed"},
        Enumerator{domain::ResultStatus::withdrawn, "withdrawn",
                   "taken back by its owner; stays visible with the reason"},
    };
};

template <>
struct description<domain::RankedValue> {
    using T = domain::RankedValue;
    static constexpr auto record =
        schema::record("RankedValue", "A metric of a row; null is not measured.",
                       field("value", &T::value, {.doc = "Mean over cycles."}),
                       field("ci95_half_width", &T::ci95_half_width,
                             {.doc = "Half-width of the 95 % interval; null below two cycles."}));
};

template <>
struct description<domain::RankedValues> {
    using T = domain::RankedValues;
    static constexpr auto record = schema::record(
        "RankedValues", "The metrics a leaderboard can be sorted and limited by.",
        field("tokens_per_joule", &T::tokens_per_joule,
              {.doc = "Output tokens per joule.", .unit = "tok/J"}),
        field("throughput_tokens_per_sec", &T::throughput_tokens_per_sec,
              {.doc = "Output tokens per second.", .unit = "tok/s"}),
        field("total_energy_joules", &T::total_energy_joules,
              {.doc = "Energy of a cycle's window.", .unit = "J"}),
        field("avg_power_watts", &T::avg_power_watts, {.doc = "Mean power.", .unit = "W"}),
        field("peak_memory_mb", &T::peak_memory_mb,
              {.doc = "Peak memory, 10^6 bytes.", .unit = "MB"}),
        field("time_to_first_token_ms", &T::time_to_first_token_ms,
              {.doc = "Mean time to first token.", .unit = "ms"}),
        field("latency_per_token_ms", &T::latency_per_token_ms,
              {.doc = "Mean time per output token.", .unit = "ms"}),
        field("flops_per_second", &T::flops_per_second,
              {.doc = "Model FLOPs per second.", .unit = "FLOP/s"}));
};

template <>
struct description<domain::LeaderboardRow> {
    using T = domain::LeaderboardRow;
    static constexpr auto record = schema::record(
        "LeaderboardRow", "A result as the leaderboard shows it.",
        field("id", &T::id, {.doc = "Result id; its page is /results/{id}."}),
        field("model", &T::model, {.doc = "Model name."}),
        field("model_family", &T::model_family,
              {.doc = "Family derived from the name, for example Qwen3."}),
        field("parameters_total", &T::parameters_total, {.doc = "Weights; null when unknown."}),
        field("precision", &T::precision, {.doc = "Of the weights; empty when unknown."}),
        field("engine", &T::engine, {.doc = "Engine."}),
        field("engine_version", &T::engine_version, {.doc = "Its version; empty when unknown."}),
        field("hardware", &T::hardware, {.doc = "Device the model ran on."}),
        field("hardware_count", &T::hardware_count, {.doc = "How many of them."}),
        field("energy_scope", &T::energy_scope, {.doc = "What the energy covers."}),
        field("energy_method", &T::energy_method, {.doc = "How it was obtained."}),
        field("trust", &T::trust, {.doc = "How far it has been checked."}),
        field("load", &T::load, {.doc = "Load in short, for example \"4 streams\"."}),
        field("input_tokens", &T::input_tokens, {.doc = "Mean prompt length.", .unit = "tokens"}),
        field("output_tokens", &T::output_tokens, {.doc = "Mean output length.", .unit = "tokens"}),
        field("cycles", &T::cycles, {.doc = "Repetitions."}),
        field("cv", &T::cv,
              {.doc = "Coefficient of variation of tokens_per_joule over cycles, or of throughput "
                      "where there is no energy."}),
        field("complete", &T::complete, {.doc = "false: the run was stopped early."}),
        field("warnings", &T::warnings, {.doc = "Checks with a warning."}),
        field("status", &T::status, {.doc = "Listed or withdrawn."}),
        field("submitted_by", &T::submitted_by, {.doc = "Account name."}),
        field("submitted_at", &T::submitted_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("energy_absent_reason", &T::energy_absent_reason,
              {.doc = "Why there is no energy.", .omit_null = true}),
        field("metrics", &T::metrics, {.doc = "The metrics."}));
};

template <>
struct description<domain::LeaderboardQuery> {
    using T = domain::LeaderboardQuery;
    static constexpr auto record = schema::record(
        "LeaderboardQuery", "What to list.",
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
        field(
            "q", &T::q,
            {.doc =
                 "Words that model, hardware or engine must each contain; \"words in quotes\" are "
                 "one.",
             .length_max = 200}),
        field("tokens_per_joule", &T::tokens_per_joule,
              {.doc = "Range min..max; rows without a value do not match."}),
        field("throughput_tokens_per_sec", &T::throughput_tokens_per_sec,
              {.doc = "Range min..max."}),
        field("total_energy_joules", &T::total_energy_joules, {.doc = "Range min..max."}),
        field("avg_power_watts", &T::avg_power_watts, {.doc = "Range min..max."}),
        field("peak_memory_mb", &T::peak_memory_mb, {.doc = "Range min..max."}),
        field("time_to_first_token_ms", &T::time_to_first_token_ms, {.doc = "Range min..max."}),
        field("latency_per_token_ms", &T::latency_per_token_ms, {.doc = "Range min..max."}),
        field("flops_per_second", &T::flops_per_second, {.doc = "Range min..max."}),
        field(
            "parameters_billions", &T::parameters_billions,
            {.doc = "Weights of the model in 10^9, a range min..max; rows whose size is not known "
                    "do not match."}),
        field("facets", &T::facets,
              {.doc = "Filters to count values of: model, model_family, engine, precision, "
                      "hardware, energy_scope, energy_method, trust.",
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
              {.doc = "Items a page.", .minimum = 1, .maximum = 200, .defaulted = true}),
        field("cursor", &T::cursor,
              {.doc = "next_cursor of the page before.", .length_max = 1000}));
};

template <>
struct description<domain::FacetValue> {
    using T = domain::FacetValue;
    static constexpr auto record = schema::record(
        "FacetValue", "A value of a filter.", field("value", &T::value, {.doc = "The value."}),
        field("count", &T::count, {.doc = "Results that would match with it."}),
        field("selected", &T::selected, {.doc = "Is it part of this query?"}));
};

template <>
struct description<domain::ProblemPlace> {
    using T = domain::ProblemPlace;
    static constexpr auto record =
        schema::record("ProblemPlace", "Something wrong in a document, and where.",
                       field("pointer", &T::pointer, {.doc = "JSON pointer."}),
                       field("message", &T::message, {.doc = "What is wrong."}));
};

template <>
struct description<domain::Receipt> {
    using T = domain::Receipt;
    static constexpr auto record = schema::record(
        "Receipt", "What was stored.", field("id", &T::id, {.doc = "Result id."}),
        field("url", &T::url, {.doc = "Path of its page."}),
        field("created", &T::created, {.doc = "false: the same bytes were stored before."}),
        field("sha256", &T::sha256, {.doc = "Of the bytes as submitted."}),
        field("checks", &T::checks, {.doc = "Verdicts."}));
};

template <>
struct description<domain::ResultDetail> {
    using T = domain::ResultDetail;
    static constexpr auto record = schema::record(
        "ResultDetail", "Everything about a result.",
        field("row", &T::row, {.doc = "As the leaderboard shows it."}),
        field("document", &T::document, {.doc = "The result document."}),
        field("checks", &T::checks, {.doc = "The server's verdicts."}),
        field("files", &T::files, {.doc = "Files of the bundle."}),
        field("sha256", &T::sha256, {.doc = "Of the bytes as submitted."}),
        field("size_bytes", &T::size_bytes, {.doc = "Of the bytes as submitted.", .unit = "B"}),
        field("media_type", &T::media_type, {.doc = "Of the bytes as submitted."}),
        field("withdrawn_at", &T::withdrawn_at, {.doc = "When its owner took it back."}),
        field("withdrawn_reason", &T::withdrawn_reason, {.doc = "Why."}));
};

template <>
struct description<domain::ResultListQuery> {
    using T = domain::ResultListQuery;
    static constexpr auto record = schema::record(
        "ResultListQuery", "Which page.",
        field("limit", &T::limit,
              {.doc = "Items a page.", .minimum = 1, .maximum = 200, .defaulted = true}),
        field("cursor", &T::cursor, {.doc = "next_cursor of the page before.", .length_max = 200}));
};

template <>
struct description<domain::ResultList> {
    using T = domain::ResultList;
    static constexpr auto record =
        schema::record("ResultList", "Results, newest first, withdrawn ones too.",
                       field("items", &T::items, {.doc = "The rows."}),
                       field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}));
};

template <>
struct description<domain::Withdrawal> {
    using T = domain::Withdrawal;
    static constexpr auto record = schema::record("Withdrawal", "Why a result is taken back.",
                                                  field("reason", &T::reason,
                                                        {.doc = "Shown on its page.",
                                                         .length_max = 400,
                                                         .format = TextFormat::name,
                                                         .filled = true}));
};

template <>
struct description<domain::LeaderboardPoints> {
    using T = domain::LeaderboardPoints;
    static constexpr auto record = schema::record(
        "LeaderboardPoints",
        "Points of the efficiency scatter, column by column: entry i of each column belongs to the "
        "same result. Results without both values are left out; at most 3,000, in the order asked "
        "for.",
        field("id", &T::id, {.doc = "Result ids."}), field("model", &T::model, {.doc = "Models."}),
        field("engine", &T::engine, {.doc = "Engines."}),
        field("hardware", &T::hardware, {.doc = "Devices."}),
        field("energy_scope", &T::energy_scope, {.doc = "What the energy covers."}),
        field("energy_method", &T::energy_method, {.doc = "How it was obtained."}),
        field("parameters_total", &T::parameters_total, {.doc = "Weights; null when unknown."}),
        field("x", &T::x, {.doc = "throughput_tokens_per_sec.", .unit = "tok/s"}),
        field("x_half_width", &T::x_half_width,
              {.doc = "Half-width of its 95 % interval; null below two cycles.", .unit = "tok/s"}),
        field("y", &T::y, {.doc = "tokens_per_joule.", .unit = "tok/J"}),
        field("y_half_width", &T::y_half_width,
              {.doc = "Half-width of its 95 % interval; null below two cycles.", .unit = "tok/J"}),
        field("total", &T::total, {.doc = "Results that match and have both values."}),
        field("truncated", &T::truncated, {.doc = "true: there are more than are listed."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

template <>
struct description<domain::SiteStats> {
    using T = domain::SiteStats;
    static constexpr auto record = schema::record(
        "SiteStats", "How much there is.",
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
        field("facets", &T::facets,
              {.doc = "Counts for each facet that was asked for, most frequent first; at most 200 "
                      "values and those that are selected."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
