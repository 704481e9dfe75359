#pragma once
/// What changed in an answer since it was saved: the rows of then beside those of now. Pure; does
/// not throw.

#include "domain/board/leaderboard.hpp"

#include <functional>
#include <span>

namespace lem::domain {

/// What became of a row; the gravest first.
enum class RowChange { withdrawn, hidden, left, entered, figures, moved };

/// A ranked metric of a result, then and now; nullopt: not measured.
struct ChangedFigure {
    std::string metric;
    std::optional<double> before;
    std::optional<double> after;
};

struct AnswerChange {
    RowChange change = RowChange::moved;
    std::optional<ResultId> id;  // nullopt: nobody may see it
    std::string label;           // what tells it from others, in a few words
    std::string words;           // the change in a sentence
    std::optional<std::int64_t> rank_before;
    std::optional<std::int64_t> rank_after;
    std::vector<ChangedFigure> figures;
};

struct AnswerChanges {
    std::int64_t results_then = 0;
    std::int64_t results_now = 0;
    std::int64_t same = 0;
    std::vector<AnswerChange> items;
};

/// Rows of an answer, in its order. `all`: it has no others.
struct AnswerRows {
    std::vector<const LeaderboardRow*> rows;
    std::int64_t results = 0;
    bool all = true;
};

/// The present state of a result.
struct PresentState {
    ResultState state = ResultState::listed;
    std::string words;  // comment of the account that changed it; may be empty
    std::string at;     // when it changed, UTC
};
using PresentStateOf = std::function<PresentState(const std::string& result_id)>;

/// Each row once, by its gravest change. `saved_at` is a UTC time as rows have it.
AnswerChanges changes_since(const AnswerRows& then, const AnswerRows& now,
                            std::string_view saved_at, const PresentStateOf& present_state_of);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::RowChange> {
    static constexpr std::string_view name = "RowChange";
    static constexpr std::array values{
        Enumerator{domain::RowChange::withdrawn, "withdrawn", "withdrawn since", "Withdrawn"},
        Enumerator{domain::RowChange::hidden, "hidden", "no longer shown to anybody", "Not shown"},
        Enumerator{domain::RowChange::left, "left", "still listed, but not among the rows now",
                   "No longer in the list"},
        Enumerator{domain::RowChange::entered, "entered", "not among the rows before", "New"},
        Enumerator{domain::RowChange::figures, "figures",
                   "derived again, with another value of a metric", "Other figures"},
        Enumerator{domain::RowChange::moved, "moved", "with another rank", "Moved"},
    };
};

template <>
struct description<domain::ChangedFigure> {
    using T = domain::ChangedFigure;
    static constexpr auto record = schema::record(
        "ChangedFigure", "A metric of a result, then and now.",
        field("metric", &T::metric, {.doc = "Which."}),
        field("before", &T::before, {.doc = "In the metric's unit; null: not measured."}),
        field("after", &T::after, {.doc = "The same, now."}));
};

template <>
struct description<domain::AnswerChange> {
    using T = domain::AnswerChange;
    static constexpr auto record = schema::record(
        "AnswerChange", "What became of a row of a saved answer.",
        field("change", &T::change, {.doc = "The gravest change."}),
        field("id", &T::id, {.doc = "The result; null if nobody may see it any more."}),
        field("label", &T::label, {.doc = "What tells it from others, in a few words."}),
        field("words", &T::words, {.doc = "The change, in a sentence."}),
        field("rank_before", &T::rank_before, {.doc = "Its rank then.", .omit_null = true}),
        field("rank_after", &T::rank_after, {.doc = "Its rank now.", .omit_null = true}),
        field("figures", &T::figures, {.doc = "Metrics with another value.", .items_max = 100}));
};

template <>
struct description<domain::AnswerChanges> {
    using T = domain::AnswerChanges;
    static constexpr auto record = schema::record(
        "AnswerChanges", "What changed in an answer since it was saved.",
        field("results_then", &T::results_then, {.doc = "Results that matched then."}),
        field("results_now", &T::results_now, {.doc = "Results that match now."}),
        field("same", &T::same, {.doc = "Rows without a change."}),
        field("items", &T::items, {.doc = "The others, each once.", .items_max = 400}));
};

}  // namespace lem::schema
