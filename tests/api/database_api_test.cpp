#include "support/server.hpp"

#include <gtest/gtest.h>

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

TEST_P(OtherSchema, IsBroughtUpToDate) {
    submit(test::sample_result());
    EXPECT_EQ(start_after("DROP INDEX result_document; DELETE FROM schema_migration WHERE name = "
                          "'0002_result_document.sql'"),
              "");
    EXPECT_EQ(board().total, 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, OtherSchema, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

INSTANTIATE_TEST_SUITE_P(Databases, DatabaseApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
