#pragma once
/// A saved view: the state of a page with the answer that it had then, at an address of its own.

#include "domain/analysis/curve.hpp"
#include "domain/analysis/distribution.hpp"
#include "domain/analysis/scaling.hpp"
#include "domain/analysis/sensitivity.hpp"
#include "domain/analysis/trend.hpp"
#include "domain/compare/result_comparison.hpp"
#include "domain/explorer/hardware_list.hpp"
#include "domain/explorer/model_list.hpp"
#include "domain/views/answer_changes.hpp"

namespace lem::domain {

/// The longest query of a page that is saved: it must fit into an address again.
inline constexpr std::size_t saved_query_length_max = 8'000;
inline constexpr int saved_rows_max = 100;
/// Of one answer, as JSON, and the results that it names.
inline constexpr std::size_t saved_answer_bytes_max = 1024 * 1024;
inline constexpr std::size_t saved_results_max = 1'000;
/// What all callers without an account hold together, and what one account holds.
inline constexpr std::int64_t strangers_views_bytes_max = 256 * 1024 * 1024;
inline constexpr std::int64_t account_views_bytes_max = 64 * 1024 * 1024;
/// What one address without an account saves within a day, in each server process.
inline constexpr std::int64_t address_views_bytes_max = 4 * 1024 * 1024;
/// A stranger's view that nobody opened for so long makes room for new ones when there is none.
inline constexpr int unopened_view_days = 365;

/// Body of POST /api/v1/views.
struct ViewToSave {
    std::string path;
    std::string query;
    int rows = LeaderboardQuery{}.limit;
};

struct ViewReceipt {
    std::string id;
    std::string url;
    bool created = false;
};

/// The answer of one page; exactly one member is set.
struct FrozenAnswer {
    std::optional<LeaderboardPage> leaderboard;
    std::optional<ResultComparison> comparison;
    std::optional<ModelList> models;
    std::optional<HardwareList> hardware;
    std::optional<OperatingCurves> curve;
    std::optional<MetricDistribution> distribution;
    std::optional<Sensitivity> sensitivity;
    std::optional<Scaling> scaling;
    std::optional<Trend> trend;
};

/// The answer to a state of a page today.
struct AskedAnswer {
    std::string query;    // of the page, without what it ignores
    std::string meaning;  // the question in words
    std::string data_version;
    FrozenAnswer answer;
};

/// The rows that can be told apart in the answer; nullopt for answers about groups of results.
std::optional<AnswerRows> rows_of(const FrozenAnswer& answer);

/// The results that the answer names, each once.
std::vector<std::string> results_in(const FrozenAnswer& answer);

/// A result that was withdrawn after a view was saved.
struct WithdrawnResult {
    ResultId id;
    std::string at;
    std::string words;
};

struct SavedView {
    std::string id;
    std::string path;
    std::string query;
    int rows = 0;
    std::string meaning;
    std::string saved_at;
    std::optional<std::string> saved_by;
    std::string data_version;
    FrozenAnswer answer;
    std::optional<std::string> withheld;
    std::int64_t rows_withheld = 0;
    std::vector<WithdrawnResult> withdrawn;
    std::optional<AnswerChanges> changes;
};

/// "/?engine=vllm": the page that shows the answer of today.
std::string live_address(const SavedView& view);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::ViewToSave> {
    using T = domain::ViewToSave;
    static constexpr auto record = schema::record(
        "ViewToSave", "The state of a page.",
        field("path", &T::path,
              {.doc = "The page: /, /compare, /analysis, /models or /hardware.",
               .length_max = 60,
               .filled = true}),
        field("query", &T::query,
              {.doc = "The query of its address, without the question mark. What the page does not "
                      "know is left out; what it would ignore as wrong is refused.",
               .length_max = domain::saved_query_length_max,
               .defaulted = true}),
        field("rows", &T::rows,
              {.doc = "Of the leaderboard: how many rows are kept.",
               .minimum = 1,
               .maximum = domain::saved_rows_max,
               .defaulted = true}));
};

template <>
struct description<domain::ViewReceipt> {
    using T = domain::ViewReceipt;
    static constexpr auto record = schema::record(
        "ViewReceipt", "Where the view is kept.",
        field("id", &T::id, {.doc = "Of its content: the same state and answer have the same."}),
        field("url", &T::url, {.doc = "Path of its page."}),
        field("created", &T::created, {.doc = "false: it was kept already."}));
};

template <>
struct description<domain::FrozenAnswer> {
    using T = domain::FrozenAnswer;
    static constexpr auto record = schema::record(
        "FrozenAnswer", "The answer of one page; exactly one member is there.",
        field("leaderboard", &T::leaderboard, {.doc = "Of /.", .omit_null = true}),
        field("comparison", &T::comparison, {.doc = "Of /compare.", .omit_null = true}),
        field("models", &T::models, {.doc = "Of /models.", .omit_null = true}),
        field("hardware", &T::hardware, {.doc = "Of /hardware.", .omit_null = true}),
        field("curve", &T::curve, {.doc = "Of /analysis.", .omit_null = true}),
        field("distribution", &T::distribution, {.doc = "The same.", .omit_null = true}),
        field("sensitivity", &T::sensitivity, {.doc = "The same.", .omit_null = true}),
        field("scaling", &T::scaling, {.doc = "The same.", .omit_null = true}),
        field("trend", &T::trend, {.doc = "The same.", .omit_null = true}));
};

template <>
struct description<domain::WithdrawnResult> {
    using T = domain::WithdrawnResult;
    static constexpr auto record = schema::record(
        "WithdrawnResult", "A result of the answer that is withdrawn.",
        field("id", &T::id, {.doc = "Which."}),
        field("at", &T::at, {.doc = "When, UTC.", .format = TextFormat::date_time}),
        field("words", &T::words, {.doc = "Why, in the words of the account; may be empty."}));
};

template <>
struct description<domain::SavedView> {
    using T = domain::SavedView;
    static constexpr auto record = schema::record(
        "SavedView", "A state of a page with the answer that it had when it was saved.",
        field("id", &T::id, {.doc = "Its page is /v/{id}."}),
        field("path", &T::path, {.doc = "The page."}),
        field("query", &T::query, {.doc = "The query of its address."}),
        field("rows", &T::rows, {.doc = "Of the leaderboard: how many rows were asked for."}),
        field("meaning", &T::meaning, {.doc = "The question in words."}),
        field("saved_at", &T::saved_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("saved_by", &T::saved_by,
              {.doc = "Account name; null: by a caller without an account."}),
        field("data_version", &T::data_version, {.doc = "Of the results at that time."}),
        field("answer", &T::answer,
              {.doc = "As it was, but for results that may not be shown any more; rows that were "
                      "withdrawn since say so in `state`."}),
        field("withheld", &T::withheld,
              {.doc = "Why the answer is not shown, in a sentence.", .omit_null = true}),
        field("rows_withheld", &T::rows_withheld,
              {.doc = "Rows of the answer that may not be shown any more."}),
        field("withdrawn", &T::withdrawn, {.doc = "Results of the answer that are withdrawn."}),
        field("changes", &T::changes,
              {.doc = "What changed since, for the leaderboard and comparisons; null for the "
                      "others, and where the question has no answer any more."}));
};

}  // namespace lem::schema
