#include "domain/views/answer_changes.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

constexpr std::string_view saved_at = "2026-11-20T12:00:00.000Z";

LeaderboardRow row(const std::string& id, std::optional<std::int64_t> rank,
                   double tokens_per_joule) {
    LeaderboardRow made{.id = {id}, .model = "Org/Model-" + id, .engine = "vllm"};
    made.hardware = "NVIDIA L4";
    made.submitted_at = "2026-11-19T08:00:00.000Z";
    made.rank = rank;
    made.metrics.tokens_per_joule.value = tokens_per_joule;
    return made;
}

AnswerRows rows(const std::vector<LeaderboardRow>& list, bool all = true) {
    AnswerRows answer{.rows = {}, .results = std::ssize(list), .all = all};
    for (const LeaderboardRow& one : list)
        answer.rows.push_back(&one);
    return answer;
}

PresentState listed(const std::string&) {
    return {};
}

TEST(AnswerChanges, AreNoneWhereNothingChanged) {
    const std::vector list{row("a", 1, 5), row("b", std::nullopt, 4)};
    const AnswerChanges changes = changes_since(rows(list), rows(list), saved_at, listed);
    EXPECT_TRUE(changes.items.empty());
    EXPECT_EQ(changes.same, 2);
    EXPECT_EQ(changes.results_then, 2);
}

TEST(AnswerChanges, SayWhatIsNewAndWhatMoved) {
    LeaderboardRow fresh = row("c", 1, 9);
    fresh.submitted_at = "2026-11-21T08:00:00.000Z";
    const std::vector then{row("a", 1, 5)};
    const std::vector now{fresh, row("a", 2, 5), row("d", 3, 4)};
    const AnswerChanges changes = changes_since(rows(then), rows(now), saved_at, listed);
    ASSERT_EQ(changes.items.size(), 3U);
    EXPECT_EQ(changes.items[0].change, RowChange::entered);
    EXPECT_EQ(changes.items[0].words, "Published on 2026-11-21.");
    EXPECT_EQ(changes.items[0].rank_after, 1);
    EXPECT_EQ(changes.items[1].words, "It was not among the rows before.");
    EXPECT_EQ(changes.items[2].change, RowChange::moved);
    EXPECT_EQ(changes.items[2].words, "From rank 1 to rank 2.");
    EXPECT_EQ(changes.items[2].label, "Model-a, vLLM, NVIDIA L4");
}

TEST(AnswerChanges, SayWhyARowIsGone) {
    const std::vector then{row("a", 1, 5), row("b", 2, 4), row("c", 3, 3)};
    const auto present = [](const std::string& id) -> PresentState {
        if (id == "a") return {ResultState::withdrawn, "wrong meter", "2026-11-25T10:00:00.000Z"};
        if (id == "b") return {ResultState::hidden, "spam", "2026-11-25T10:00:00.000Z"};
        return {};
    };
    const AnswerChanges changes = changes_since(rows(then), rows({}), saved_at, present);
    ASSERT_EQ(changes.items.size(), 3U);
    EXPECT_EQ(changes.items[0].words, "Withdrawn on 2026-11-25: wrong meter");
    EXPECT_EQ(changes.items[1].change, RowChange::hidden);
    EXPECT_FALSE(changes.items[1].id);
    EXPECT_EQ(changes.items[1].label, "A result") << "nothing of it may be shown";
    EXPECT_EQ(changes.items[2].change, RowChange::left);
    EXPECT_EQ(changes.items[2].words, "It no longer meets the question.");

    const std::vector first{row("d", 1, 8)};
    const AnswerChanges cut = changes_since(rows(then), rows(first, false), saved_at, listed);
    EXPECT_EQ(cut.items[0].words, "It is not among the first 1 row any more.");
}

TEST(AnswerChanges, AWithdrawnRowThatIsStillShownIsWithdrawnOnce) {
    std::vector then{row("a", std::nullopt, 5)}, now = then;
    now[0].state = ResultState::withdrawn;
    const auto present = [](const std::string&) -> PresentState {
        return {ResultState::withdrawn, "", "2026-11-25T10:00:00.000Z"};
    };
    EXPECT_EQ(changes_since(rows(then), rows(now), saved_at, present).items.at(0).words,
              "Withdrawn on 2026-11-25.");
    // It was withdrawn before the view was saved.
    EXPECT_EQ(changes_since(rows(now), rows(now), saved_at, present).same, 1);
}

TEST(AnswerChanges, NameTheFiguresThatWereDerivedAgain) {
    std::vector then{row("a", 1, 5), row("b", 2, 4)}, now{row("b", 1, 5.5), row("a", 2, 5)};
    now[0].metrics.peak_memory_mb.value = 1000;
    const AnswerChanges changes = changes_since(rows(then), rows(now), saved_at, listed);
    ASSERT_EQ(changes.items.size(), 2U);
    const AnswerChange& change = changes.items[0];
    EXPECT_EQ(change.change, RowChange::figures);
    EXPECT_EQ(change.words, "Derived again from the same measurements. From rank 2 to rank 1.");
    ASSERT_EQ(change.figures.size(), 2U);
    EXPECT_EQ(change.figures[0].metric, "tokens_per_joule");
    EXPECT_EQ(change.figures[0].before, 4);
    EXPECT_EQ(change.figures[0].after, 5.5);
    EXPECT_FALSE(change.figures[1].before);
    EXPECT_EQ(changes.items[1].change, RowChange::moved);
}

}  // namespace
}  // namespace lem::domain
