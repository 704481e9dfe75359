#include "features/views/views.hpp"

#include "support/folder.hpp"
#include "support/migrated.hpp"

#include <algorithm>
#include <gtest/gtest.h>

/// The limits of saved views, on SQLite with a clock of the test.
namespace lem::views {
namespace {

constexpr std::chrono::hours day(24);

class SavedViews : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + scratch_.path().string() + "/lem.db", false);
        test::migrate(*database_);
        views_ = std::make_unique<Views>(*database_, clock_, [](const domain::ViewToSave& state) {
            domain::AskedAnswer asked{.query = state.query};
            asked.answer.leaderboard.emplace().meaning = std::string(1'000'000, 'x');
            return asked;
        });
    }
    std::string save(const std::string& query, const std::string& client) {
        try {
            return views_->save({}, client, {.path = "/", .query = query}).id;
        } catch (const Error& error) {
            return error.message();
        }
    }
    bool is_kept(const std::string& id) {
        const auto all = views_->list();
        return std::ranges::count(all, id, &view_store::ListedView::id) > 0;
    }

    const test::Folder scratch_;
    FakeClock clock_;
    std::unique_ptr<sql::Database> database_;
    std::unique_ptr<Views> views_;
};

TEST_F(SavedViews, AnAddressSavesFourMebibytesWithinADay) {
    for (const char* query : {"a", "b", "c", "d"})
        EXPECT_TRUE(is_kept(save(query, "203.0.113.9")));
    EXPECT_TRUE(save("e", "203.0.113.9").starts_with("Your address has saved as many views"));
    EXPECT_TRUE(is_kept(save("a", "203.0.113.9"))) << "what is kept already takes no room";
    EXPECT_TRUE(is_kept(save("e", "203.0.113.10")));
    EXPECT_TRUE(is_kept(save("f", ""))) << "programs on this machine have no limit of their own";
    clock_.advance(day);
    EXPECT_TRUE(is_kept(save("g", "203.0.113.9")));
}

TEST_F(SavedViews, OnlyWhatNobodyOpenedForAYearMakesRoom) {
    const std::string first = save("first", ""), second = save("second", "");
    // As if both were so large that they fill the room.
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE saved_view SET size_bytes = 134217728");
    });
    EXPECT_TRUE(save("full", "").starts_with("Visitors without an account have used their room"));
    clock_.advance(300 * day);
    views_->view(first);
    EXPECT_TRUE(save("full", "").starts_with("Visitors without an account"));
    clock_.advance(66 * day);
    EXPECT_TRUE(is_kept(save("fits", "")));
    EXPECT_TRUE(is_kept(first)) << "somebody opened it";
    EXPECT_FALSE(is_kept(second));
    EXPECT_TRUE(is_kept(save("more", ""))) << "the room that was made";
}

TEST_F(SavedViews, AreListedAndRemoved) {
    const std::string id = save("engine=vllm", "");
    const auto all = views_->list();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].address, "/?engine=vllm");
    EXPECT_GT(all[0].size_bytes, 1'000'000);
    EXPECT_EQ(all[0].opened_at_ms, clock_.now_ms());
    views_->remove(id);
    EXPECT_FALSE(is_kept(id));
    EXPECT_THROW(views_->remove(id), Error);
    EXPECT_THROW(views_->view(id), Error);
}

}  // namespace
}  // namespace lem::views
