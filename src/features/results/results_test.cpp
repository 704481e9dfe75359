/// What a submission leaves behind: rows in a real SQLite database, bytes in memory.

#include "features/results/results.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "platform/sql/changes.hpp"
#include "support/bundle.hpp"
#include "support/folder.hpp"
#include "support/memory_blobs.hpp"
#include "support/migrated.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace lem::results {
namespace {

class ResultsOnSqlite : public testing::Test {
protected:
    void SetUp() override {
        database_ = sql::Database::open("sqlite:" + folder_ + "/lem.db", false);
        test::migrate(*database_);
        database_->write([](sql::Transaction& transaction) {
            transaction.script("INSERT INTO account VALUES ('ada', 'ada', 'user', 0)");
            transaction.script("INSERT INTO account VALUES ('eve', 'eve', 'user', 0)");
        });
        results_ =
            std::make_unique<Results>(*database_, blobs_, clock_, random_, [this] { ++changes_; });
        derivations_ =
            std::make_unique<Derivations>(*database_, blobs_, clock_, [this] { ++changes_; });
    }
    void TearDown() override {
        derivations_.reset();
        results_.reset();
        database_.reset();
    }

    domain::Receipt submit(const std::string& document, const std::string& account = "ada") {
        blob::StagedFileWriter writer(scratch_.path());
        writer.append(document);
        return results_->submit({.account = {account, account}}, *writer.finish());
    }

    void lose_document(const std::string& id) {
        database_->write([&](sql::Transaction& transaction) {
            transaction.execute({"test_lose", "DELETE FROM stored_document WHERE result_id = :p1"},
                                id);
        });
    }

    const test::Folder scratch_;
    const std::string folder_ = scratch_.path().string();
    std::unique_ptr<sql::Database> database_;
    test::MemoryBlobs blobs_;
    FakeClock clock_;
    FakeRandom random_;
    std::atomic<int> changes_ = 0;
    std::unique_ptr<Results> results_;
    std::unique_ptr<Derivations> derivations_;
};

TEST_F(ResultsOnSqlite, StoresOnceAndTellsOnce) {
    const std::string document = schema::to_text(test::sample_result());
    const auto first = submit(document), second = submit(document);
    EXPECT_TRUE(first.created);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(first.id, second.id);
    EXPECT_EQ(changes_, 1);
    EXPECT_EQ(blobs_.size(), 0U) << "a small document is stored with its rows";
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

TEST_F(ResultsOnSqlite, ALargeDocumentIsAFile) {
    std::string document = schema::to_text(test::sample_result());
    document.append(limits::upload_in_memory_bytes_max + 1 - document.size(), ' ');
    const auto large = submit(document);
    EXPECT_TRUE(large.created);
    EXPECT_EQ(blobs_.size(), 1U);
    EXPECT_EQ(results_->detail(large.id.text).size_bytes, std::ssize(document));
    blobs_.lose_all();
    EXPECT_THROW(results_->detail(large.id.text), Error);
    EXPECT_EQ(submit(document).id, large.id);
    EXPECT_EQ(results_->detail(large.id.text).sha256, sha256_hex(document));
}

TEST_F(ResultsOnSqlite, ADamagedDocumentIsNeverShownAndMended) {
    const std::string document = schema::to_text(test::sample_result());
    const std::string id = submit(document).id.text;
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE stored_document SET document = '{}'");
    });
    EXPECT_THROW(results_->detail(id), Error);
    EXPECT_THROW(results_->original(id), Error);
    EXPECT_EQ(submit(document).id.text, id);
    EXPECT_EQ(std::get<std::string>(results_->original(id).content), document);
    EXPECT_EQ(std::get<std::string>(results_->file(id, "result.json").content), document);
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
    EXPECT_EQ(replaced.row.state, domain::ResultState::withdrawn);
    EXPECT_EQ(replaced.history.back().reason, domain::StateReason::replaced);
    EXPECT_EQ(replaced.history.back().replaced_by, whole.id);
    EXPECT_EQ(submit(document).id, whole.id) << "the receipt names the result that is listed";
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

TEST_F(ResultsOnSqlite, ARunIsTheSameWhateverElseItsDocumentSays) {
    domain::Result result = test::sample_result();
    const auto first = submit(schema::to_text(result));
    result.experiment.config->name = "another name";
    result.environment.os = "Another OS";
    for (const std::string account : {"ada", "eve"}) {
        const auto again = submit(schema::to_pretty_text(result) + "\n\n", account);
        EXPECT_EQ(again.id, first.id) << account;
        EXPECT_FALSE(again.created);
    }
    // Nor does a new id make another run of the same measurements.
    result.experiment.id = "exp_other";
    EXPECT_EQ(submit(schema::to_text(result), "eve").id, first.id);
    EXPECT_EQ(results_->detail(first.id.text).row.submitted_by, "ada");
    EXPECT_EQ(results_->list({}).items.size(), 1U);
}

TEST_F(ResultsOnSqlite, AnIdBelongsToOneRun) {
    submit(schema::to_text(test::sample_result(5)));
    try {
        submit(schema::to_text(test::sample_result(6)));
        FAIL() << "another run with the same id was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::conflict);
        EXPECT_NE(error.message().find("exp_1"), std::string::npos);
    }
}

TEST_F(ResultsOnSqlite, AWithdrawnResultIsListedAgainWhenItsOwnerSubmitsIt) {
    const std::string document = schema::to_text(test::sample_result());
    const auto first = submit(document);
    results_->withdraw({.account = {"ada", "ada"}}, first.id.text, "wrong power limit");
    const auto of_other = submit(document, "eve");
    EXPECT_EQ(of_other.id, first.id);
    EXPECT_EQ(of_other.state, domain::ResultState::withdrawn);
    EXPECT_NE(of_other.state_words->find("wrong power limit"), std::string::npos);
    const auto of_owner = submit(document);
    EXPECT_EQ(of_owner.state, domain::ResultState::listed);
    EXPECT_FALSE(of_owner.created);
    const auto detail = results_->detail(first.id.text);
    EXPECT_EQ(detail.row.state, domain::ResultState::listed);
    ASSERT_EQ(detail.history.size(), 3U);
    EXPECT_EQ(detail.history[1].words, "wrong power limit");
    EXPECT_EQ(detail.history[2].reason, domain::StateReason::resubmitted);
}

TEST_F(ResultsOnSqlite, ARunThatWasTakenAwayDoesNotComeBackInOtherBytes) {
    const std::string document = schema::to_text(test::sample_result());
    const domain::Principal moderator{.account = {"eve", "eve"},
                                      .scopes = {domain::Scope::moderate}};
    const auto first = submit(document);
    results_->withdraw(moderator, first.id.text, "fraud");
    for (const std::string account : {"ada", "eve"}) {
        const auto again = submit(document + " \n", account);
        EXPECT_EQ(again.id, first.id) << account;
        EXPECT_EQ(again.state, domain::ResultState::withdrawn) << account;
        EXPECT_EQ(submit(test::bundle_of({{"result.json", document}}, folder_), account).state,
                  domain::ResultState::withdrawn)
            << account;
    }
}

TEST_F(ResultsOnSqlite, ARunThatItsOwnerTookBackIsTheOwnersToBringBack) {
    domain::Result result = test::sample_result();
    const std::string document = schema::to_text(result);
    const auto first = submit(document);
    results_->withdraw({.account = {"ada", "ada"}}, first.id.text, "wrong name");
    EXPECT_EQ(submit(document + "\n", "eve").state, domain::ResultState::withdrawn);
    result.experiment.config->name = "the right name";
    const auto corrected = submit(schema::to_text(result));
    EXPECT_TRUE(corrected.created);
    // There is one listed result of the run, whichever bytes are sent.
    EXPECT_EQ(submit(document).id, corrected.id);
    EXPECT_EQ(submit(document, "eve").id, corrected.id);
}

TEST_F(ResultsOnSqlite, AnInstantIsTheSameHoweverItIsWritten) {
    domain::Result result = test::sample_result();
    const auto first = submit(schema::to_text(result));
    result.experiment.id = "exp_other";
    const std::int64_t started_ms = *text::parse_rfc3339(*result.experiment.started_at);
    std::string other = text::rfc3339(started_ms);
    result.experiment.started_at = other.substr(0, other.size() - 1) + "00+00:00";
    EXPECT_EQ(submit(schema::to_text(result), "eve").id, first.id);
}

TEST_F(ResultsOnSqlite, AStateOfAnotherVersionIsNotShown) {
    const auto first = submit(schema::to_text(test::sample_result()));
    domain::Result other = test::sample_result(6);
    other.experiment.id = "exp_other";
    const auto second = submit(schema::to_text(other));
    database_->write([](sql::Transaction& transaction) {
        transaction.script(
            "UPDATE result_state SET state = 'frozen', reason = 'by_court' WHERE result_id IN "
            "(SELECT id FROM result ORDER BY number LIMIT 1)");
    });
    const auto shown = results_->list({}).items;
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].id, second.id);
    EXPECT_THROW(results_->detail(first.id.text), Error);
}

TEST_F(ResultsOnSqlite, GradeAndFiguresAreTheServersOwn) {
    domain::Result result = test::sample_result();
    result.quality = domain::Quality{.grade = domain::Grade::gold, .reasons = {}};
    result.summary.throughput_tokens_per_sec.ci95_low =
        result.summary.throughput_tokens_per_sec.mean;
    result.summary.throughput_tokens_per_sec.ci95_high =
        result.summary.throughput_tokens_per_sec.mean;
    const auto detail = results_->detail(submit(schema::to_text(result)).id.text);
    EXPECT_NE(detail.evaluation.quality.grade, domain::Grade::gold);
    EXPECT_EQ(detail.evaluation.submitted_grade, domain::Grade::gold);
    EXPECT_EQ(detail.row.grade, detail.evaluation.quality.grade);
    std::vector<std::string> parts;
    for (const auto& difference : detail.evaluation.differences)
        parts.push_back(difference.metric + " " + difference.part);
    EXPECT_EQ(parts, (std::vector<std::string>{"throughput_tokens_per_sec ci95_low",
                                               "throughput_tokens_per_sec ci95_high"}));
    EXPECT_GT(detail.row.metrics.throughput_tokens_per_sec.ci95_half_width.value(), 0);
}

TEST_F(ResultsOnSqlite, EverythingIsDerivedAgainAndWhatFailsIsNamedAndKept) {
    std::vector<std::string> ids;
    for (int i = 1; i <= 70; ++i) {
        domain::Result result = test::sample_result(i);
        result.experiment.id = "exp_" + std::to_string(i);
        ids.push_back(submit(schema::to_text(result)).id.text);
    }
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE result_derived SET row_json = 'damaged', derivation = 0");
    });
    EXPECT_TRUE(results_->list({}).items.empty()) << "damaged rows are left out";
    EXPECT_EQ(results_->detail(ids[3]).row.id.text, ids[3]) << "and derived where they are shown";
    const std::string lost = results_->detail(ids[5]).sha256;
    lose_document(ids[5]);
    int batches = 0;
    while (derivations_->run_batch()) {
        // Writing goes on meanwhile, and nothing of it is lost.
        domain::Result result = test::sample_result(1000 + ++batches);
        result.experiment.id = "exp_new_" + std::to_string(batches);
        ids.push_back(submit(schema::to_text(result)).id.text);
    }
    EXPECT_EQ(batches, 3);
    EXPECT_EQ(derivations_->progress().done, 69);
    EXPECT_EQ(derivations_->progress().failed, 1);
    const auto failures = derivations_->failures();
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].id, ids[5]);
    EXPECT_NE(failures[0].failure.find(lost), std::string::npos);
    EXPECT_EQ(results_->list({.limit = 200}).items.size(), ids.size() - 1);
    // The same bytes again, and it is derived at the next try.
    domain::Result result = test::sample_result(6);
    result.experiment.id = "exp_6";
    submit(schema::to_text(result));
    clock_.advance(std::chrono::hours(2));
    EXPECT_TRUE(derivations_->run_batch());
    EXPECT_TRUE(derivations_->failures().empty());
    EXPECT_EQ(results_->list({.limit = 200}).items.size(), ids.size());
}

TEST_F(ResultsOnSqlite, RepetitionsAreFoundAgainWhenDerivedAgain) {
    domain::Result result = test::sample_result(5);
    const std::string first = submit(schema::to_text(result)).id.text;
    result = test::sample_result(5.1);
    result.experiment.id = "exp_2";
    const std::string second = submit(schema::to_text(result), "eve").id.text;
    database_->write(
        [](sql::Transaction& transaction) { transaction.script("DELETE FROM result_peer"); });
    EXPECT_EQ(results_->detail(first).row.trust, domain::Trust::self_reported);
    derivations_->mark_all();
    while (derivations_->run_batch()) {
    }
    EXPECT_EQ(results_->detail(first).row.trust, domain::Trust::reproduced);
    EXPECT_EQ(results_->detail(second).repetitions.at(0).id.text, first);
    const auto told = database_->read([](sql::Reader& reader) {
        return reader
            .row<std::int64_t>(
                {"test_told", "SELECT COUNT(*) FROM change WHERE topic = 'configurations'"})
            .value();
    });
    EXPECT_GT(std::get<0>(told), 0) << "readers learn of the other's level";
}

/// requests.jsonl is read in pieces, and derived from as when it was uploaded.
TEST_F(ResultsOnSqlite, ABundleIsDerivedAgainFromItsRequests) {
    const std::string requests =
        R"({"cycle":1,"index":0,"scheduled_ms":70000,"sent_ms":70000,"first_token_ms":70120,)"
        R"("last_token_ms":71000,"input_tokens":64,"output_tokens":6001,"chunks":6001})"
        "\n";
    const std::string bundle = test::bundle_of(
        {{"result.json", schema::to_text(test::sample_result())}, {"requests.jsonl", requests}},
        folder_);
    const auto receipt = submit(bundle);
    const auto checks = schema::to_text(results_->detail(receipt.id.text).checks);
    derivations_->mark_all();
    database_->write([](sql::Transaction& transaction) {
        transaction.script("UPDATE result_derived SET checks_json = '[]'");
    });
    EXPECT_TRUE(derivations_->run_batch());
    EXPECT_EQ(schema::to_text(results_->detail(receipt.id.text).checks), checks);
    blobs_.lose(sha256_hex(requests));
    derivations_->mark_all();
    EXPECT_TRUE(derivations_->run_batch());
    ASSERT_EQ(derivations_->failures().size(), 1U);
    EXPECT_NE(derivations_->failures()[0].failure.find(sha256_hex(requests)), std::string::npos);
    EXPECT_EQ(schema::to_text(results_->detail(receipt.id.text).checks), checks) << "kept";
}

/// The energy of a bundle is recomputed from its power.csv.
TEST_F(ResultsOnSqlite, ABundleWhoseTraceWasEditedIsRefused) {
    const auto bundle_at = [&](const std::string& watts) {
        std::string trace = "t_s,watts\n";
        for (int at_s = 0; at_s < 300; ++at_s)
            trace += std::to_string(at_s) + "," + watts + "\n";
        return test::bundle_of(
            {{"power.csv", trace}, {"result.json", schema::to_text(test::sample_result())}},
            folder_);
    };
    try {
        submit(bundle_at("30"));
        FAIL() << "the document states 20 W";
    } catch (const Error& error) {
        ASSERT_EQ(error.violations().size(), 1U);
        EXPECT_TRUE(error.violations()[0].message.starts_with("E16, ")) << error.message();
    }
    const auto outcome = [&](const std::string& id) {
        const auto checks = results_->detail(id).checks;
        return std::ranges::find(checks, "E16", &domain::Check::code)->outcome;
    };
    const std::string id = submit(bundle_at("20")).id.text;
    EXPECT_EQ(outcome(id), domain::CheckOutcome::passed);
    derivations_->mark_all();
    EXPECT_TRUE(derivations_->run_batch());
    EXPECT_EQ(outcome(id), domain::CheckOutcome::passed) << "derived again";
}

}  // namespace
}  // namespace lem::results
