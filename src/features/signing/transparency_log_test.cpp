#include "features/signing/transparency_log.hpp"

#include "features/signing/signing_store.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"

#include <gtest/gtest.h>

namespace lem::signing {
namespace {

/// A log that is long enough for tiles above the leaves.
class Log : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + scratch_.path().string() + "/lem.db", false);
        test::migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.script("INSERT INTO account VALUES ('ada', 'ada', 'user', 0)");
        });
    }

    void append(int count) {
        database_->write([&](sql::Transaction& transaction) {
            for (const int end = made_ + count; made_ < end; ++made_) {
                const std::string id = "res_" + std::to_string(made_);
                const std::int64_t number = transaction.change("results", id);
                transaction.execute({"test_result",
                                     "INSERT INTO result VALUES (:p1, :p2, :p3, :p4, 1, "
                                     "'application/json', 'ada', 0)"},
                                    id, number, id, id);
                TransparencyLog::append(transaction, {.id = id,
                                                      .document_sha256 = id,
                                                      .submission_sha256 = id,
                                                      .accepted_at_ms = made_,
                                                      .signer = std::nullopt});
            }
        });
    }
    static domain::Checkpoint checkpoint_of(TransparencyLog& log) {
        return domain::open_checkpoint(log.checkpoint(), log.key()).value();
    }
    static domain::Subtrees tree(TransparencyLog& log, std::uint64_t size) {
        return domain::subtrees_in(size,
                                   [&](const domain::TileName& name) { return log.tile(name); });
    }

    const test::Folder scratch_;
    std::unique_ptr<sql::Database> database_;
    FakeClock clock_;
    FakeRandom random_;
    int made_ = 0;
};

TEST_F(Log, ServesTheTreeOfItsEntriesHoweverItGrew) {
    TransparencyLog follower(*database_, clock_, random_);
    std::vector<domain::Checkpoint> seen;
    for (const int count : {0, 1, 254, 1, 1, 255, 1, 100}) {
        append(count);
        seen.push_back(checkpoint_of(follower));
        ASSERT_EQ(seen.back().size, static_cast<std::uint64_t>(made_));
    }
    TransparencyLog fresh(*database_, clock_, random_);
    EXPECT_EQ(fresh.key(), follower.key()) << "the key is the database's";
    EXPECT_EQ(fresh.checkpoint(), follower.checkpoint());
    const domain::Checkpoint last = seen.back();
    for (const domain::Checkpoint& before : seen) {
        if (before.size == 0) continue;
        const auto proof =
            domain::consistency_proof(before.size, last.size, tree(fresh, last.size)).value();
        EXPECT_TRUE(
            domain::proves_consistency(proof, before.size, before.root, last.size, last.root))
            << before.size;
    }
    for (const std::uint64_t index : {0U, 255U, 256U, 511U, 512U, 612U}) {
        domain::TileName name = domain::tile_of(last.size, 0, index).value();
        name.entries = true;
        const auto entries =
            domain::read_entry_bundle(fresh.tile(name).value(), name.width).value();
        const auto proof =
            domain::inclusion_proof(index, last.size, tree(fresh, last.size)).value();
        EXPECT_TRUE(domain::proves_inclusion(proof,
                                             domain::leaf_hash(entries[index % domain::tile_width]),
                                             index, last.size, last.root))
            << index;
    }
}

TEST_F(Log, GivesATileAsWideAsItIsAskedForAndNoWider) {
    append(300);
    TransparencyLog log(*database_, clock_, random_);
    EXPECT_EQ(log.tile({.index = 0})->size(), 256U * 32);
    EXPECT_EQ(log.tile({.index = 1, .width = 44})->size(), 44U * 32);
    EXPECT_EQ(log.tile({.index = 1, .width = 10})->size(), 10U * 32) << "of an earlier checkpoint";
    EXPECT_EQ(log.tile({.index = 1, .width = 45}), std::nullopt);
    EXPECT_EQ(log.tile({.index = 2, .width = 1}), std::nullopt);
    EXPECT_EQ(log.tile({.level = 1, .width = 1})->size(), 32U);
    EXPECT_EQ(log.tile({.level = 1, .width = 2}), std::nullopt);
    EXPECT_EQ(log.tile({.level = 2, .width = 1}), std::nullopt);
}

TEST_F(Log, ThatIsDamagedSaysSo) {
    append(3);
    database_->write([](sql::Transaction& transaction) {
        transaction.script("DELETE FROM log_entry WHERE sequence = 1");
    });
    TransparencyLog log(*database_, clock_, random_);
    EXPECT_THROW(log.checkpoint(), Error);
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE log_entry SET leaf_hash = 'x'");
    });
    EXPECT_THROW(log.tile({.index = 0, .width = 1}), Error);
}

TEST_F(Log, AFailedTransactionLeavesNoGap) {
    append(1);
    EXPECT_THROW(database_->write([](sql::Transaction& transaction) {
        transaction.change("results", "res_x");
        TransparencyLog::append(transaction, {.id = "res_x",
                                              .document_sha256 = "x",
                                              .submission_sha256 = "x",
                                              .accepted_at_ms = 0,
                                              .signer = std::nullopt});
        throw Error(ErrorCode::invalid, "refused");
    }),
                 Error);
    append(1);
    TransparencyLog log(*database_, clock_, random_);
    EXPECT_EQ(checkpoint_of(log).size, 2U);
}

}  // namespace
}  // namespace lem::signing
