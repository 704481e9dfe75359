#include "features/leaderboard/analysis/analysis.hpp"

#include "support/board_rows.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"
#include "support/published_rows.hpp"

#include <gtest/gtest.h>

namespace lem::leaderboard {
namespace {

/// Twelve results, each a minute after the one before, in a real database.
class AnalysisOnSqlite : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        test::migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.execute(test::insert_account, "acc_ada", "ada");
            for (int minute = 10; minute < 22; ++minute) {
                domain::LeaderboardRow row =
                    test::board_row("res_" + std::to_string(minute), minute % 2 ? minute : 1);
                row.submitted_at = "2026-11-20T14:" + std::to_string(minute) + ":00.000Z";
                test::publish_row(transaction, row, "acc_ada");
            }
        });
        board_ = std::make_unique<Leaderboard>(*database_, "", [](const std::string&) {});
    }

    test::Folder scratch_;
    std::string folder_ = scratch_.path().string();
    std::unique_ptr<sql::Database> database_;
    std::unique_ptr<Leaderboard> board_;
};

TEST_F(AnalysisOnSqlite, SaysWhenItLooksAtSomeOfTheResultsOnly) {
    const auto all = Analysis(*board_).distribution({});
    EXPECT_EQ(all.results.total, 12);
    EXPECT_EQ(all.results.rows, 12);
    EXPECT_FALSE(all.results.truncated);
    const auto newest = Analysis(*board_, 3).distribution({});
    EXPECT_EQ(newest.results.total, 12);
    EXPECT_EQ(newest.results.rows, 3);
    EXPECT_TRUE(newest.results.truncated);
    EXPECT_EQ(newest.groups.at(0).points.at(2).id.text, "res_21");
    EXPECT_EQ(newest.groups.at(0).points.at(0).id.text, "res_20");
}

TEST_F(AnalysisOnSqlite, EveryStepOfAShortenedTrendIsTrue) {
    const auto whole = Analysis(*board_).trend({});
    const auto shortened = Analysis(*board_, 3).trend({});
    const auto& steps = shortened.series.at(0).steps;
    ASSERT_EQ(steps.size(), 3U);
    const auto& last = whole.series.at(0).steps;
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(steps[i].best.id.text, last[last.size() - 3 + i].best.id.text);
}

TEST_F(AnalysisOnSqlite, WhatHasNoValueIsNotLookedAt) {
    domain::AnalysisQuery query;
    query.metric = "peak_memory_mb";
    EXPECT_EQ(Analysis(*board_).distribution(query).results.total, 0);
    query.metric = "tokens_per_joule";
    query.limits.tokens_per_joule = schema::Range{.minimum = 15, .maximum = {}};
    EXPECT_EQ(Analysis(*board_).distribution(query).results.total, 4);
}

}  // namespace
}  // namespace lem::leaderboard
