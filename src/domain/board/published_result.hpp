#pragma once
/// The server's answers about a submitted result.

#include "domain/board/derivation.hpp"

namespace lem::domain {

/// Why a result has its state.
enum class StateReason { published, replaced, by_owner, by_moderator, resubmitted };

/// One entry of a result's history; the last one is its present state.
struct StateChange {
    ResultState state = ResultState::listed;
    StateReason reason = StateReason::published;
    std::string words;  // comment of the account that changed it
    std::optional<ResultId> replaced_by;
    std::string by;  // account name
    std::string at;
};

/// Another listed result of the same configuration.
struct Repetition {
    ResultId id;
    std::string submitted_by;
    std::string submitted_at;
    double tokens_per_joule = 0;
    double relative_difference = 0;  // of its tokens_per_joule to this result's
    bool independent = false;        // by another account, on other devices
    bool ranked = false;             // no check warns of it, and it is complete
    bool agrees = false;
};

struct Receipt {
    ResultId id;
    std::string url;
    bool created = false;
    ResultState state = ResultState::listed;
    std::optional<std::string> state_words;
    std::string sha256;
    std::vector<Check> checks;
    std::optional<ResultSignature> signature = {};
};

/// Everything about a result. `document` is the submitted result.json, read and written again; the
/// bytes themselves are at /document.
struct ResultDetail {
    LeaderboardRow row;
    Result document;
    Evaluation evaluation;
    std::vector<Check> checks;
    std::vector<FileReference> files;
    std::string sha256;
    std::int64_t size_bytes = 0;
    std::string media_type;
    std::vector<StateChange> history;
    std::optional<ResultSignature> signature = {};
    std::optional<std::int64_t> log_index = {};  // nullopt: accepted before the log began
    std::vector<Repetition> repetitions = {};
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

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::StateReason> {
    static constexpr std::string_view name = "StateReason";
    static constexpr std::array values{
        Enumerator{domain::StateReason::published, "published", "its owner published it"},
        Enumerator{domain::StateReason::replaced, "replaced",
                   "the same run was published again with its files"},
        Enumerator{domain::StateReason::by_owner, "by_owner", "its owner withdrew it"},
        Enumerator{domain::StateReason::by_moderator, "by_moderator", "a moderator withdrew it"},
        Enumerator{domain::StateReason::resubmitted, "resubmitted",
                   "its owner submitted it again after withdrawing it"},
    };
};

template <>
struct description<domain::StateChange> {
    using T = domain::StateChange;
    static constexpr auto record = schema::record(
        "StateChange", "An entry of a result's history.",
        field("state", &T::state, {.doc = "The state from then on."}),
        field("reason", &T::reason, {.doc = "Why."}),
        field("words", &T::words, {.doc = "Comment of the account that changed it; may be empty."}),
        field("replaced_by", &T::replaced_by,
              {.doc = "The result that took its place.", .omit_null = true}),
        field("by", &T::by, {.doc = "Account that changed it."}),
        field("at", &T::at, {.doc = "When, UTC.", .format = TextFormat::date_time}));
};

template <>
struct description<domain::Repetition> {
    using T = domain::Repetition;
    static constexpr auto record = schema::record(
        "Repetition", "Another listed result of the same configuration.",
        field("id", &T::id, {.doc = "Its id."}),
        field("submitted_by", &T::submitted_by, {.doc = "Account name."}),
        field("submitted_at", &T::submitted_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("tokens_per_joule", &T::tokens_per_joule,
              {.doc = "Its efficiency.", .unit = "tokens/J"}),
        field("relative_difference", &T::relative_difference,
              {.doc = "Its tokens_per_joule over this result's, less 1."}),
        field("independent", &T::independent,
              {.doc = "By another account, on other devices as far as they are stated."}),
        field("ranked", &T::ranked, {.doc = "No check warns of it, and its run was complete."}),
        field("agrees", &T::agrees,
              {.doc = "Both can be ranked, and they differ by no more than the larger of their "
                      "tolerances: three times the coefficient of variation, at least 5 % and at "
                      "most 10 %."}));
};

template <>
struct description<domain::Receipt> {
    using T = domain::Receipt;
    static constexpr auto record = schema::record(
        "Receipt", "What was stored.", field("id", &T::id, {.doc = "Result id."}),
        field("url", &T::url, {.doc = "Path of its page."}),
        field("created", &T::created, {.doc = "false: this run was stored before."}),
        field("state", &T::state,
              {.doc = "Only a listed result is on the leaderboard.", .defaulted = true}),
        field("state_words", &T::state_words,
              {.doc = "Why it is not listed, in a sentence.", .omit_null = true}),
        field("sha256", &T::sha256, {.doc = "Of the bytes as submitted."}),
        field("checks", &T::checks, {.doc = "Verdicts."}),
        field("signature", &T::signature,
              {.doc = "The signature; absent when it is not signed.", .omit_null = true}));
};

template <>
struct description<domain::ResultDetail> {
    using T = domain::ResultDetail;
    static constexpr auto record = schema::record(
        "ResultDetail", "Everything about a result.",
        field("row", &T::row, {.doc = "As the leaderboard shows it."}),
        field("document", &T::document, {.doc = "The result document."}),
        field("evaluation", &T::evaluation, {.doc = "The server's grade and figures."}),
        field("checks", &T::checks, {.doc = "The server's verdicts."}),
        field("files", &T::files, {.doc = "Files of the bundle."}),
        field("sha256", &T::sha256, {.doc = "Of the bytes as submitted."}),
        field("size_bytes", &T::size_bytes, {.doc = "Of the bytes as submitted.", .unit = "B"}),
        field("media_type", &T::media_type, {.doc = "Of the bytes as submitted."}),
        field("history", &T::history,
              {.doc = "Its states, oldest first; the last one is the present state."}),
        field("signature", &T::signature, {.doc = "The signature; null when it is not signed."}),
        field(
            "log_index", &T::log_index,
            {.doc = "Index of its entry in the log of accepted results; null when it was accepted "
                    "before there was a log."}),
        field("repetitions", &T::repetitions,
              {.doc = "Other results of the same configuration, newest first; at most 50."}));
};

template <>
struct description<domain::ResultListQuery> {
    using T = domain::ResultListQuery;
    static constexpr auto record = schema::record(
        "ResultListQuery", "Which page.",
        field("limit", &T::limit,
              {.doc = "Items per page.", .minimum = 1, .maximum = 200, .defaulted = true}),
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
    static constexpr auto record = schema::record("Withdrawal", "Why a result is withdrawn.",
                                                  field("reason", &T::reason,
                                                        {.doc = "Shown on its page.",
                                                         .length_max = 400,
                                                         .format = TextFormat::name,
                                                         .filled = true}));
};

}  // namespace lem::schema
