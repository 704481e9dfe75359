#include "domain/board/leaderboard_wire.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "platform/sql/changes.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"
#include "support/published_rows.hpp"

#include <fstream>
#include <gtest/gtest.h>

/// Whether a leaderboard that starts with a saved index answers as one that reads the database.
namespace lem::leaderboard {
namespace {

// A row that is changed without a change being announced: only who reads the database sees it.
constexpr sql::Query rename_secretly{
    "rename_secretly",
    "UPDATE result_derived SET row_json = REPLACE(row_json, 'model 3', 'secret')"};

class SavedIndexOnSqlite : public testing::Test {
protected:
    static constexpr int rows = 1'500;

    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        test::migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.execute(test::insert_account, "acc_ada", "ada");
        });
        insert(0, rows);
    }
    void insert(int first, int last) {
        database_->write([&](sql::Transaction& transaction) {
            for (int i = first; i < last; ++i) {
                domain::LeaderboardRow row;
                row.id = {"res_" + std::to_string(10'000 + i)};
                row.model = "model " + std::to_string(i % 7);
                row.hardware = "Example GPU";
                row.submitted_at = "2026-11-20T14:02:00.000Z";
                row.metrics.tokens_per_joule = {.value = i + 1.5, .ci95_half_width = 0.5};
                test::publish_row(transaction, row, "acc_ada");
            }
        });
    }
    std::unique_ptr<Leaderboard> open(const std::string& saved_in) {
        return std::make_unique<Leaderboard>(*database_, saved_in, [](const std::string&) {});
    }
    std::unique_ptr<Leaderboard> restarted() { return open(folder_ + "/saved"); }
    void rename_in_secret() {
        database_->write(
            [](sql::Transaction& transaction) { transaction.execute(rename_secretly); });
    }
    static bool has_secret(const Leaderboard& board) {
        return board.query({.q = "secret"}).total > 0;
    }
    static std::string answers(const Leaderboard& board) {
        std::string all;
        for (const char* sort : {"-tokens_per_joule", "submitted_at"})
            all +=
                board.query_json({.sort = sort, .q = "model", .facets = {"model"}, .limit = 200});
        return all + std::to_string(board.stats().contributors);
    }
    void damage(const std::string& name, std::streamoff from_end) {
        std::fstream file(folder_ + "/saved/" + name, std::ios::in | std::ios::out);
        file.seekp(-from_end, std::ios::end);
        file.put('\x01');
        ASSERT_TRUE(file);
    }

    const test::Folder scratch_;
    const std::string folder_ = scratch_.path().string();
    std::unique_ptr<sql::Database> database_;
};

TEST_F(SavedIndexOnSqlite, ARestartAnswersTheSameWithoutTheDatabase) {
    const std::string before = answers(*restarted());
    EXPECT_EQ(answers(*restarted()), before);
    rename_in_secret();
    EXPECT_FALSE(has_secret(*restarted()));
    EXPECT_TRUE(has_secret(*open("")));
}

TEST_F(SavedIndexOnSqlite, ARestartTakesWhatChangedSince) {
    restarted();
    insert(rows, rows + 20);
    database_->write([](sql::Transaction& transaction) {
        test::set_state(transaction, "res_10003", domain::ResultState::withdrawn);
    });
    EXPECT_EQ(answers(*restarted()), answers(*open("")));
    const auto board = restarted();
    EXPECT_EQ(board->query({}).total, rows + 19);
    insert(rows + 20, rows + 1'500);  // saved again at the end
    board->notify();
    EXPECT_EQ(answers(*board), answers(*open("")));
}

TEST_F(SavedIndexOnSqlite, EachRestartSavesWhatItGot) {
    for (int first = rows; first < 4 * rows; first += rows) {
        const auto board = restarted();
        insert(first, first + rows);
        board->notify();
    }
    rename_in_secret();
    const auto board = restarted();
    EXPECT_FALSE(has_secret(*board));
    EXPECT_EQ(board->query({}).total, 4 * rows);
}

TEST_F(SavedIndexOnSqlite, DamageCostsTheSlowWayOnly) {
    restarted();
    rename_in_secret();
    ASSERT_FALSE(has_secret(*restarted()));
    for (const std::streamoff from_end : {1, 40, 5'000, 60'000}) {
        damage("index", from_end);
        EXPECT_TRUE(has_secret(*restarted())) << from_end;
        EXPECT_EQ(answers(*restarted()), answers(*open(""))) << from_end;
    }
    damage("rows", 4'000);
    EXPECT_EQ(answers(*restarted()), answers(*open("")));
    for (const char* name : {"index", "rows"}) {
        for (const std::uintmax_t size : {0U, 20U, 100'000U}) {
            std::filesystem::resize_file(folder_ + "/saved/" + name, size);
            EXPECT_EQ(answers(*restarted()), answers(*open(""))) << name << " of " << size;
        }
    }
}

TEST_F(SavedIndexOnSqlite, AnotherDatabaseIsNotTakenForTheSame) {
    restarted();
    database_->write([](sql::Transaction& transaction) {
        // The same number of changes, as after a backup was restored and used.
        transaction.execute({"other_history",
                             "UPDATE change SET value = 'res_of_another_history' "
                             "WHERE sequence = (SELECT MAX(sequence) FROM change)"});
    });
    rename_in_secret();
    EXPECT_TRUE(has_secret(*restarted()));
}

TEST_F(SavedIndexOnSqlite, TwoProcessesDoNotShareAFolder) {
    const auto first = restarted();
    const auto second = restarted();
    insert(rows, rows + 1'200);
    first->notify();
    second->notify();
    EXPECT_EQ(answers(*first), answers(*second));
}

TEST_F(SavedIndexOnSqlite, AFolderThatCannotBeMadeKeepsNothing) {
    std::ofstream(folder_ + "/saved") << "a file";
    EXPECT_EQ(answers(*restarted()), answers(*open("")));
}

}  // namespace
}  // namespace lem::leaderboard
