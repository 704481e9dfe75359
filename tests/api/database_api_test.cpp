#include "support/server.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

/// The server and its database: losing it, sharing it, and whether it is of this version.
namespace lem {
namespace {

class DatabaseApi : public test::Server {};

TEST_P(DatabaseApi, ComesBackAfterTheDatabaseCutItsConnections) {
    if (!config_.database) return;  // a file cannot go away like that
    ASSERT_EQ(submit(test::sample_result(3)).status, 201);
    sql::Database::open(*config_.database, false)->write([](sql::Transaction& transaction) {
        transaction.script(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()");
    });
    domain::Result another = test::sample_result(4);
    another.experiment.id = "exp_2";
    int failures = 0;
    auto response = submit(another);
    for (; response.status == 503 && failures < 20; ++failures)
        response = submit(another);
    EXPECT_TRUE(response.status == 201 || response.status == 200) << response.body;
    EXPECT_GT(failures, 0) << "no connection was cut, so this proves nothing";
    EXPECT_EQ(board().total, 2);
}

TEST_P(DatabaseApi, RefusesASecondServerOnTheSameFiles) {
    if (config_.database) return;  // PostgreSQL serves several
    try {
        const app::Service second(config_);
        FAIL() << "a second server was allowed";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("Another lem server"), std::string::npos) << error.message();
    }
}

TEST_P(DatabaseApi, SaysThatItIsReady) {
    EXPECT_EQ(get("/healthz").body, "ok\n");
    EXPECT_EQ(get("/readyz").body, "ready\n");
    EXPECT_EQ(get("/readyz").status, 200);
}

/// Runs `statements` on the database while no server has it, then tries to start one.
class OtherSchema : public DatabaseApi {
protected:
    std::string start_after(const std::string& statements) {
        service_.reset();
        const std::string url = config_.database.value_or("sqlite:" + folder_ + "/lem.db");
        sql::Database::open(url, false)->write([&](sql::Transaction& transaction) {
            transaction.script(statements);
        });
        try {
            start();
            return {};
        } catch (const Error& error) {
            return error.message();
        }
    }
};

TEST_P(OtherSchema, IsRefusedWhereAMigrationHasAnotherContent) {
    EXPECT_NE(
        start_after("UPDATE schema_migration SET sha256 = 'x' WHERE name = '0001_init.sql'")
            .find("Migration 0001_init.sql was applied to this database with another content"),
        std::string::npos);
}

TEST_P(OtherSchema, IsRefusedWhereTheDatabaseIsNewer) {
    EXPECT_NE(
        start_after("INSERT INTO schema_migration VALUES ('9999_future.sql', 'x', 0)")
            .find("The database is newer than this program: it has migration 9999_future.sql"),
        std::string::npos);
}

/// Back to the tables before derivation, which mixed what was submitted with what followed from it.
TEST_P(OtherSchema, OfTheFormerLayoutIsMigratedWithItsResults) {
    const domain::Receipt published = receipt(submit(test::sample_result()));
    domain::LeaderboardRow row = board().items.at(0);
    row.rank.reset();
    std::string row_json = schema::to_text(row);
    row_json.replace(row_json.find("\"state\""), 7, "\"status\"");
    std::ostringstream first, second;
    first << std::ifstream(LEM_SOURCE_DIR "/migrations/0001_init.sql").rdbuf();
    second << std::ifstream(LEM_SOURCE_DIR "/migrations/0002_result_document.sql").rdbuf();
    const std::string tables = first.str();
    const std::string former =
        "DROP VIEW result_shown; DROP TABLE result_state; DROP TABLE result_derived; DROP TABLE "
        "result_file; DROP TABLE result; DROP TABLE change; DROP TABLE name_alias; DELETE FROM "
        "change_sequence; INSERT INTO change_sequence VALUES ('result', 1); DELETE FROM "
        "schema_migration WHERE name = '0003_derivation.sql';" +
        tables.substr(tables.find("CREATE TABLE result (")) + second.str() +
        "; INSERT INTO result (id, sha256, document_sha256, size_bytes, media_type, submitted_by, "
        "submitted_at_ms, measured_at_ms, status, number, change_sequence, experiment_id, "
        "checks_json, row_json, model, model_family, engine, precision_name, hardware, "
        "energy_scope, energy_method, trust) SELECT '" +
        published.id.text + "', '" + published.sha256 + "', '" + published.sha256 +
        "', 9, 'application/json', id, 5, 5, 'listed', 1, 1, 'exp_1', '[]', '" + row_json +
        "', 'm', 'm', 'vllm', '', 'h', 'gpu', 'counter', 'self_reported' FROM account WHERE name = "
        "'ada'";
    EXPECT_EQ(start_after(former), "");
    EXPECT_EQ(board().total, 1);
    EXPECT_EQ(board().items.at(0).submitted_by, "ada");
    const auto detail = get("/api/v1/results/" + published.id.text);
    EXPECT_EQ(detail.status, 200) << detail.body;
    EXPECT_NE(detail.body.find("\"submitted_grade\":null"), std::string::npos);
    EXPECT_EQ(receipt(submit(test::sample_result())).id, published.id);
}

INSTANTIATE_TEST_SUITE_P(Databases, OtherSchema, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

INSTANTIATE_TEST_SUITE_P(Databases, DatabaseApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
