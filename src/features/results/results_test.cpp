/// What a submission leaves behind: rows in a real SQLite database, bytes in memory.

#include "features/results/results.hpp"

#include "base/embedded.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "platform/sql/migrate.hpp"
#include "support/bundle.hpp"
#include "support/folder.hpp"
#include "support/memory_blobs.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace lem::results {
namespace {

class ResultsOnSqlite : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        std::ostringstream tables;
        tables << std::ifstream(LEM_SOURCE_DIR "/migrations/0001_init.sql").rdbuf();
        const std::string text = tables.str();
        const std::array files{embedded::File{"0001_init.sql", text}};
        sql::migrate(*database_, files);
        database_->write([](sql::Transaction& transaction) {
            transaction.script("INSERT INTO account VALUES ('ada', 'ada', 'user', 0)");
            transaction.script("INSERT INTO account VALUES ('eve', 'eve', 'user', 0)");
        });
        results_ =
            std::make_unique<Results>(*database_, blobs_, clock_, random_, [this] { ++changes_; });
    }
    void TearDown() override {
        results_.reset();
        database_.reset();
    }

    domain::Receipt submit(const std::string& document, const std::string& account = "ada") {
        blob::StagedFileWriter writer(scratch_.path());
        writer.append(document);
        return results_->submit({.account = {account, account}}, *writer.finish());
    }

    const test::Folder scratch_;
    const std::string folder_ = scratch_.path().string();
    std::unique_ptr<sql::Database> database_;
    test::MemoryBlobs blobs_;
    FakeClock clock_;
    FakeRandom random_;
    std::atomic<int> changes_ = 0;
    std::unique_ptr<Results> results_;
};

TEST_F(ResultsOnSqlite, StoresOnceAndTellsOnce) {
    const std::string document = schema::to_text(test::sample_result());
    const auto first = submit(document), second = submit(document);
    EXPECT_TRUE(first.created);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(first.id, second.id);
    EXPECT_EQ(changes_, 1);
    EXPECT_EQ(blobs_.size(), 1U);
    EXPECT_EQ(results_->detail(first.id.text).row.submitted_by, "ada");
}

TEST_F(ResultsOnSqlite, LeavesNothingOfWhatIsRefused) {
    EXPECT_THROW(submit("{\"schema_version\": 1}"), Error);
    EXPECT_EQ(blobs_.size(), 0U);
    EXPECT_EQ(changes_, 0);
    EXPECT_TRUE(results_->list({}).items.empty());
}

TEST_F(ResultsOnSqlite, EqualSubmissionsAtOnceAreOneResult) {
    const std::string document = schema::to_text(test::sample_result());
    std::array<std::string, 8> ids;
    std::vector<std::thread> submitters;
    for (std::string& id : ids)
        submitters.emplace_back([&] { id = submit(document).id.text; });
    for (std::thread& submitter : submitters)
        submitter.join();
    for (const std::string& id : ids)
        EXPECT_EQ(id, ids[0]);
    EXPECT_EQ(results_->list({}).items.size(), 1U);
}

TEST_F(ResultsOnSqlite, SubmittingAgainMendsWhatTheStoreLost) {
    const std::string document = schema::to_text(test::sample_result());
    const std::string bundle =
        test::bundle_of({{"result.json", document}, {"engine.log", "ready\n"}}, folder_);
    const auto first = submit(bundle);
    blobs_.lose_all();
    EXPECT_THROW(results_->detail(first.id.text), Error);
    EXPECT_EQ(submit(bundle).id, first.id);
    EXPECT_EQ(blobs_.size(), 4U);  // the bundle and its three files
    EXPECT_EQ(results_->detail(first.id.text).files.size(), 3U);
}

TEST_F(ResultsOnSqlite, ARunIsListedOnce) {
    const std::string document = schema::to_text(test::sample_result());
    const std::string bundle =
        test::bundle_of({{"result.json", document}, {"engine.log", "ready\n"}}, folder_);
    const auto alone = submit(document);
    EXPECT_THROW(submit(bundle, "eve"), Error);
    const auto whole = submit(bundle);
    EXPECT_TRUE(whole.created);
    EXPECT_NE(whole.id, alone.id);
    const auto replaced = results_->detail(alone.id.text);
    EXPECT_EQ(replaced.row.status, domain::ResultStatus::withdrawn);
    EXPECT_EQ(replaced.withdrawn_reason,
              "Replaced by " + whole.id.text + ", the same run with its files.");
    EXPECT_EQ(submit(document).id, alone.id) << "the same bytes are the same result";
    const std::string repacked =
        test::bundle_of({{"result.json", document}, {"engine.log", "again\n"}}, folder_);
    EXPECT_EQ(submit(repacked).id, whole.id);
    EXPECT_EQ(submit(repacked, "eve").id, whole.id);
}

TEST_F(ResultsOnSqlite, ADocumentOfAKnownBundleIsThatBundle) {
    const std::string document = schema::to_text(test::sample_result());
    const auto whole = submit(test::bundle_of({{"result.json", document}}, folder_));
    const auto alone = submit(document);
    EXPECT_EQ(alone.id, whole.id);
    EXPECT_FALSE(alone.created);
    EXPECT_EQ(alone.sha256, whole.sha256);
    EXPECT_EQ(changes_, 1);
}

TEST_F(ResultsOnSqlite, AFailedWriteFailsAlone) {
    std::array<bool, 12> stored{};
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        writers.emplace_back([&, i] {
            try {
                database_->write([&](sql::Transaction& transaction) {
                    const std::string id = "id" + std::to_string(i);
                    transaction.execute(
                        {"test_insert", "INSERT INTO account VALUES (:p1, :p2, 'user', 0)"}, id,
                        id);
                    if (i % 3 == 0) throw Error(ErrorCode::conflict, "not this one");
                });
                stored[i] = true;
            } catch (const Error&) {
                stored[i] = false;  // as every third should
            }
        });
    }
    for (std::thread& writer : writers)
        writer.join();
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(stored[i], i % 3 != 0) << i;
        const bool there = database_->read([&](sql::Reader& reader) {
            return !reader
                        .rows<std::string>({"test_find", "SELECT id FROM account WHERE id = :p1"},
                                           "id" + std::to_string(i))
                        .empty();
        });
        EXPECT_EQ(there, stored[i]) << i;
    }
}

}  // namespace
}  // namespace lem::results
