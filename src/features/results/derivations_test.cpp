/// Deriving stored results again, over the end of a process and over a change of the tables.

#include "features/results/derivations.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "features/results/results.hpp"
#include "platform/sql/changes.hpp"
#include "support/folder.hpp"
#include "support/memory_blobs.hpp"
#include "support/migrated.hpp"
#include "support/sample_result.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lem::results {
namespace {

/// A process that is killed in the middle loses nothing, and another goes on where it stopped.
TEST(Derivations, GoOnAfterTheirProcessWasKilled) {
    const test::Folder scratch;
    const std::string url = "sqlite:" + (scratch.path() / "lem.db").string();
    constexpr int count = 100;
    {
        const auto database = sql::Database::open(url, false);
        test::migrate(*database);
        blob::FileBlobs blobs(scratch.path() / "blobs");
        database->write([](sql::Transaction& transaction) {
            transaction.script("INSERT INTO account VALUES ('ada', 'ada', 'user', 0)");
        });
        FakeClock clock;
        FakeRandom random;
        Results results(*database, blobs, clock, random, [] {});
        for (int i = 1; i <= count; ++i) {
            domain::Result result = test::sample_result(i);
            result.experiment.id = "exp_" + std::to_string(i);
            blob::StagedFileWriter writer(scratch.path());
            writer.append(schema::to_text(result));
            results.submit({.account = {"ada", "ada"}}, *writer.finish());
        }
    }
    // No thread of this process runs now, so it can be copied.
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t worker = fork();
    ASSERT_GE(worker, 0);
    if (worker == 0) {
        const auto database = sql::Database::open(url, false);
        const blob::FileBlobs blobs(scratch.path() / "blobs");
        FakeClock clock;
        Derivations derivations(*database, blobs, clock, [] {});
        derivations.mark_all();
        derivations.run_batch();
        [[maybe_unused]] const auto told = write(ends[1], "x", 1);
        while (true)
            derivations.run_batch();
    }
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), 1);
    kill(worker, SIGKILL);
    int status = 0;
    waitpid(worker, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    close(ends[0]);
    close(ends[1]);

    const auto database = sql::Database::open(url, false);
    blob::FileBlobs blobs(scratch.path() / "blobs");
    FakeClock clock;
    FakeRandom random;
    const Results results(*database, blobs, clock, random, [] {});
    EXPECT_EQ(results.list({.limit = 200}).items.size(), count) << "old rows or new, never none";
    Derivations derivations(*database, blobs, clock, [] {});
    const std::int64_t left = database->read([](sql::Reader& reader) {
        return result_store::count_to_derive(reader, domain::derivation_number);
    });
    EXPECT_LT(left, count) << "what was committed before is not done again";
    while (derivations.run_batch()) {
    }
    EXPECT_EQ(derivations.progress().done, left);
    EXPECT_EQ(derivations.progress().pending, 0);
    EXPECT_EQ(results.list({.limit = 200}).items.size(), count);
}

/// The tables as they were before derivation, with a listed and a withdrawn result.
TEST(Migration, ADatabaseOfTheFormerLayoutKeepsItsResults) {
    const test::Folder scratch;
    const auto database =
        sql::Database::open("sqlite:" + scratch.path().string() + "/lem.db", false);
    std::vector<std::string> texts;
    for (const char* name : {"0001_init.sql", "0002_result_document.sql"}) {
        std::ostringstream text;
        text << std::ifstream(std::filesystem::path(LEM_SOURCE_DIR) / "migrations" / name).rdbuf();
        texts.push_back(text.str());
    }
    const std::array files{embedded::File{"0001_init.sql", texts[0]},
                           embedded::File{"0002_result_document.sql", texts[1]}};
    sql::migrate(*database, files);
    test::MemoryBlobs blobs;
    const std::string document = schema::to_text(test::sample_result());
    const std::string sha256 = blobs.put(document);
    database->write([&](sql::Transaction& transaction) {
        transaction.script("INSERT INTO account VALUES ('acc_ada', 'ada', 'user', 0)");
        for (const int number : {1, 2})
            transaction.run(
                {"test_old_insert",
                 "INSERT INTO result (id, sha256, document_sha256, size_bytes, media_type, "
                 "submitted_by, submitted_at_ms, measured_at_ms, status, withdrawn_at_ms, "
                 "withdrawn_reason, number, change_sequence, experiment_id, checks_json, row_json, "
                 "model, model_family, engine, precision_name, hardware, energy_scope, "
                 "energy_method, trust) VALUES (:p1, :p2, :p3, 9, 'application/json', 'acc_ada', "
                 "5, 5, :p4, :p5, :p6, :p7, :p8, 'exp_1', '[]', '{}', 'm', 'm', 'vllm', '', 'h', "
                 "'gpu', 'counter', 'self_reported')"},
                {sql::Value("res_" + std::to_string(number)),
                 sql::Value(number == 1 ? sha256 : "other"), sql::Value(sha256),
                 sql::Value(std::string(number == 1 ? "listed" : "withdrawn")),
                 number == 1 ? sql::Value{} : sql::Value(std::int64_t{7}),
                 number == 1 ? sql::Value{} : sql::Value(std::string("wrong meter")),
                 sql::Value(std::int64_t{number}), sql::Value(std::int64_t{number + 1})});
        transaction.script("INSERT INTO result_file VALUES ('res_1', 'engine.log', 'abc', 3)");
        transaction.script("UPDATE change_sequence SET value = 3");
    });
    test::migrate(*database);
    FakeClock clock;
    FakeRandom random;
    Results results(*database, blobs, clock, random, [] {});
    EXPECT_EQ(results.detail("res_1").row.model, "Acme/Tiny-1B-Instruct");
    EXPECT_EQ(results.detail("res_1").files.at(0).name, "engine.log");
    Derivations derivations(*database, blobs, clock, [] {});
    while (derivations.run_batch()) {
    }
    const auto rows = results.list({}).items;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].state, domain::ResultState::withdrawn);
    EXPECT_EQ(rows[1].state, domain::ResultState::listed);
    EXPECT_EQ(rows[1].submitted_by, "ada");
    EXPECT_EQ(results.detail("res_2").history.back().words, "wrong meter");
    // Two rows were derived, and the progress was noted.
    EXPECT_EQ(database->read([](sql::Reader& reader) { return sql::last_change(reader); }), 6);
}

}  // namespace
}  // namespace lem::results
