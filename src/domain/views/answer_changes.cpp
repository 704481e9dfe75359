#include "domain/views/answer_changes.hpp"

#include "base/figures.hpp"
#include "domain/analysis/analysis.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

const LeaderboardRow* find(const AnswerRows& answer, const ResultId& id) {
    const auto found = std::ranges::find(answer.rows, id, [](const auto* row) { return row->id; });
    return found == answer.rows.end() ? nullptr : *found;
}

std::string day_of(std::string_view utc) {
    return std::string(utc.substr(0, std::string_view("2026-11-20").size()));
}

AnswerChange about(const LeaderboardRow& row, RowChange change, std::string words) {
    AnswerChange made;
    made.change = change;
    made.id = row.id;
    made.label = words::of_row(row);
    made.words = std::move(words);
    return made;
}

/// A row that was there, if it is gone for all or from the list.
std::optional<AnswerChange> gone(const LeaderboardRow& row, const AnswerRows& now,
                                 const PresentStateOf& present_state_of) {
    const PresentState present = present_state_of(row.id.text);
    if (present.state == ResultState::hidden) {
        AnswerChange hidden;
        hidden.change = RowChange::hidden;
        hidden.label = "A result";
        hidden.words = "Nobody may see it any more.";
        return hidden;
    }
    if (present.state == ResultState::withdrawn && row.state == ResultState::listed)
        return about(row, RowChange::withdrawn,
                     "Withdrawn on " + day_of(present.at) +
                         (present.words.empty() ? "." : ": " + present.words));
    if (find(now, row.id) != nullptr) return std::nullopt;
    AnswerChange left =
        about(row, RowChange::left,
              now.all ? "It no longer meets the question."
                      : "It is not among the first " +
                            figures::plural(std::ssize(now.rows), "row") + " any more.");
    left.rank_before = row.rank;
    return left;
}

std::vector<ChangedFigure> changed_figures(const LeaderboardRow& then, const LeaderboardRow& now) {
    std::vector<ChangedFigure> changed;
    for (const MetricDefinition* metric : ranked_metrics) {
        const std::optional<double>& before = (then.metrics.*metric->of_row).value;
        const std::optional<double>& after = (now.metrics.*metric->of_row).value;
        if (before != after) changed.push_back({std::string(metric->name), before, after});
    }
    return changed;
}

std::string rank_words(const std::optional<std::int64_t>& rank) {
    return rank ? "rank " + std::to_string(*rank) : "no rank";
}

/// A row that is in both answers.
std::optional<AnswerChange> altered(const LeaderboardRow& then, const LeaderboardRow& now) {
    std::vector<ChangedFigure> figures = changed_figures(then, now);
    const bool has_moved = then.rank != now.rank;
    if (figures.empty() && !has_moved) return std::nullopt;
    std::string words;
    if (!figures.empty()) words = "Derived again from the same measurements.";
    if (has_moved)
        words += (words.empty() ? "From " : " From ") + rank_words(then.rank) + " to " +
                 rank_words(now.rank) + ".";
    AnswerChange change =
        about(now, figures.empty() ? RowChange::moved : RowChange::figures, std::move(words));
    change.figures = std::move(figures);
    if (has_moved) {
        change.rank_before = then.rank;
        change.rank_after = now.rank;
    }
    return change;
}

}  // namespace

AnswerChanges changes_since(const AnswerRows& then, const AnswerRows& now,
                            std::string_view saved_at, const PresentStateOf& present_state_of) {
    AnswerChanges changes;
    changes.results_then = then.results;
    changes.results_now = now.results;
    for (const LeaderboardRow* row : then.rows) {
        std::optional<AnswerChange> change = gone(*row, now, present_state_of);
        if (!change) change = altered(*row, *find(now, row->id));
        if (change)
            changes.items.push_back(std::move(*change));
        else
            ++changes.same;
    }
    for (const LeaderboardRow* row : now.rows) {
        if (find(then, row->id) != nullptr) continue;
        AnswerChange entered =
            about(*row, RowChange::entered,
                  row->submitted_at > saved_at ? "Published on " + day_of(row->submitted_at) + "."
                                               : "It was not among the rows before.");
        entered.rank_after = row->rank;
        changes.items.push_back(std::move(entered));
    }
    // The gravest first, otherwise as they are.
    std::vector<AnswerChange> found = std::move(changes.items);
    changes.items.clear();
    for (const auto& kind : schema::enumeration<RowChange>::values)
        for (AnswerChange& change : found)
            if (change.change == kind.value) changes.items.push_back(std::move(change));
    return changes;
}

}  // namespace lem::domain
