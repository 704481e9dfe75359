#include "support/server.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <latch>
#include <map>
#include <sstream>
#include <thread>

/// The server and its database: losing it, sharing it, and other versions of it.
namespace lem {
namespace {

class DatabaseApi : public test::Server {
protected:
    /// On PostgreSQL: those of the server, and every other one.
    void cut_all_connections() {
        sql::Database::open(*config_.database, false)->write([](sql::Transaction& transaction) {
            transaction.script(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()");
        });
    }
};

TEST_P(DatabaseApi, ComesBackAfterTheDatabaseCutItsConnections) {
    if (!config_.database) return;  // a file cannot go away like that
    ASSERT_EQ(submit(test::sample_result(3)).status, 201);
    cut_all_connections();
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

/// Of writes that are committed together, those with a statement that the database rejects fail,
/// each with its reason, and the others do not.
TEST_P(DatabaseApi, AWriteThatIsRejectedFailsAlone) {
    const auto database =
        sql::Database::open(config_.database.value_or("sqlite:" + folder_ + "/other.db"), false);
    database->write([](sql::Transaction& transaction) {
        transaction.script(
            "CREATE TABLE pair (id TEXT PRIMARY KEY, text TEXT, real DOUBLE PRECISION)");
    });
    constexpr sql::Query insert{"test_insert", "INSERT INTO pair VALUES (:p1, :p2, :p3)"};
    std::array<std::optional<ErrorCode>, 30> failures;
    std::vector<std::thread> writers;
    // Until the others wait, so that they are committed together.
    std::latch waiting(std::ssize(failures));
    writers.emplace_back([&] {
        database->write([&](sql::Transaction&) {
            waiting.wait();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        });
    });
    for (std::size_t i = 0; i < failures.size(); ++i) {
        writers.emplace_back([&, i] {
            const std::string id = std::to_string(i);
            waiting.count_down();
            try {
                database->write([&](sql::Transaction& transaction) {
                    transaction.execute(insert, id + "a", "it's \"quoted\" $1 :p2", 1.0 / 3);
                    if (i % 5 == 1) throw Error(ErrorCode::forbidden, "not this one");
                    transaction.execute(insert, i % 3 == 0 ? id + "a" : id + "b",
                                        std::optional<std::string>(), 1e300);
                    transaction.execute(insert, id + "c", std::string(100'000, 'x'), -0.5);
                });
            } catch (const Error& error) {
                failures[i] = error.code();
            }
        });
    }
    for (std::thread& writer : writers)
        writer.join();
    std::map<std::string, std::tuple<std::optional<std::string>, double>> stored;
    database->read([&](sql::Reader& reader) {
        for (auto& [id, text, real] : reader.rows<std::string, std::optional<std::string>, double>(
                 {"test_all", "SELECT id, text, real FROM pair"}))
            stored[id] = {text, real};
    });
    for (std::size_t i = 0; i < failures.size(); ++i) {
        SCOPED_TRACE(i);
        const std::string id = std::to_string(i);
        std::optional<ErrorCode> expected;
        if (i % 3 == 0) expected = ErrorCode::conflict;
        if (i % 5 == 1) expected = ErrorCode::forbidden;
        const bool rejected = expected.has_value();
        EXPECT_EQ(failures[i], expected);
        for (const char* part : {"a", "b", "c"})
            EXPECT_EQ(stored.contains(id + part), !rejected) << part;
        if (rejected) continue;
        EXPECT_EQ(std::get<0>(stored[id + "a"]), "it's \"quoted\" $1 :p2");
        EXPECT_EQ(std::get<0>(stored[id + "b"]), std::nullopt);
        EXPECT_EQ(std::get<0>(stored[id + "c"])->size(), 100'000U);
        EXPECT_EQ(std::get<1>(stored[id + "a"]), 1.0 / 3);
    }
}

/// Writes fail while PostgreSQL cannot be reached, also the second one, which has no connection to
/// roll back; then they work again.
TEST_P(DatabaseApi, WritesFailWhileTheDatabaseIsAway) {
    if (!config_.database) return;
    const std::size_t at = config_.database->find("host=/") + 5;
    ASSERT_GT(at, 5U) << "the tests' PostgreSQL listens on a socket in a folder";
    const std::filesystem::path sockets = config_.database->substr(at),
                                way = scratch_.path() / "way";
    std::filesystem::create_directory_symlink(sockets, way);
    const auto database =
        sql::Database::open(config_.database->substr(0, at) + way.string(), false);
    const auto write = [&]() -> std::optional<ErrorCode> {
        try {
            database->write([](sql::Transaction& transaction) {
                transaction.execute({"test_touch", "CREATE TABLE IF NOT EXISTS touched (id TEXT)"});
            });
            return std::nullopt;
        } catch (const Error& error) {
            return error.code();
        }
    };
    ASSERT_EQ(write(), std::nullopt);
    std::filesystem::remove(way);
    cut_all_connections();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(write(), ErrorCode::unavailable) << i;
    std::filesystem::create_directory_symlink(sockets, way);
    EXPECT_EQ(write(), std::nullopt);
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

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(LEM_SOURCE_DIR "/" + path).rdbuf();
    return std::move(text).str();
}

/// Back to the tables before derivation, which mixed submitted and derived data.
std::string former_layout() {
    const std::string tables = text_of("migrations/0001_init.sql");
    return "DROP VIEW token_shown; DROP TABLE identity; DROP TABLE account_password;"
           "DROP TABLE one_time_code; DROP TABLE sign_in_attempt; DROP TABLE device_grant;"
           "ALTER TABLE token DROP COLUMN start; ALTER TABLE token DROP COLUMN origin;"
           "ALTER TABLE token DROP COLUMN description; ALTER TABLE token DROP COLUMN address;"
           "ALTER TABLE token DROP COLUMN last_used_at_ms; DROP TABLE audit_entry;"
           "DROP TABLE saved_view_result; DROP TABLE saved_view; DROP VIEW result_shown; DROP VIEW "
           "result_repetition;"
           "DROP TABLE result_peer; DROP TABLE result_device; DROP INDEX result_file_sha256;"
           "DROP TABLE stored_document; DROP TABLE used_catalogue;"
           "DROP TABLE log_entry; DROP TABLE log_key;"
           "DROP TABLE result_signature; DROP TABLE signing_key;"
           "ALTER TABLE result_state RENAME TO today_state;"
           "ALTER TABLE result_derived RENAME TO today_derived;"
           "ALTER TABLE result_file RENAME TO today_file;"
           "ALTER TABLE result RENAME TO today;"
           "DROP INDEX result_owner; DROP INDEX result_document_sha256;"
           "DELETE FROM schema_migration WHERE name >= '0003' AND name < '0004';"
           "DELETE FROM schema_migration WHERE name >= '0005';" +
           tables.substr(tables.find("CREATE TABLE result (")) +
           text_of("migrations/0002_result_document.sql") +
           ";INSERT INTO result (id, sha256, document_sha256, size_bytes, media_type, "
           "submitted_by, submitted_at_ms, measured_at_ms, status, withdrawn_at_ms, "
           "withdrawn_reason, number, change_sequence, experiment_id, checks_json, row_json, "
           "model, model_family, engine, precision_name, hardware, energy_scope, energy_method, "
           "trust) SELECT today.id, sha256, document_sha256, size_bytes, media_type, owner_id, "
           "submitted_at_ms, submitted_at_ms, state, CASE WHEN state = 'listed' THEN NULL ELSE "
           "at_ms END, CASE WHEN state = 'listed' THEN NULL ELSE words END, number, change, "
           "experiment_id, checks_json, REPLACE(row_json, '\"state\"', '\"status\"'), model, "
           "model, 'vllm', '', hardware, 'gpu', 'counter', 'self_reported' FROM today JOIN "
           "today_derived ON today_derived.result_id = today.id JOIN today_state ON "
           "today_state.result_id = today.id AND change = (SELECT MAX(change) FROM today_state AS "
           "other WHERE other.result_id = today.id);"
           "INSERT INTO result_file SELECT result_id, name, sha256, size_bytes FROM today_file;"
           "DROP TABLE today_state; DROP TABLE today_derived; DROP TABLE today_file;"
           "DROP TABLE today; DROP TABLE change; DROP TABLE name_alias;"
           "UPDATE change_sequence SET name = 'result' WHERE name = 'change';"
           "DELETE FROM change_sequence WHERE name <> 'result'"
           "\n-- statement for postgresql\nDROP FUNCTION refuse_change_of_audit()";
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
            .find("Migration 0001_init.sql was applied to this database with different content"),
        std::string::npos);
}

TEST_P(OtherSchema, IsRefusedWhereTheDatabaseIsNewer) {
    EXPECT_NE(
        start_after("INSERT INTO schema_migration VALUES ('9999_future.sql', 'x', 0)")
            .find("The database is newer than this program: it has migration 9999_future.sql"),
        std::string::npos);
}

TEST_P(OtherSchema, OfTheFormerLayoutIsMigratedWithItsResults) {
    std::map<std::string, std::string> documents;  // by result id
    for (int i = 1; i <= 40; ++i) {
        domain::Result result = test::sample_result(i);
        result.experiment.id = "exp_" + std::to_string(i);
        const domain::Receipt published = receipt(submit(result));
        documents[published.id.text] = schema::to_text(result);
        blob::FileBlobs(folder_ + "/blobs").put(schema::to_text(result));  // it had only files
        if (i % 8 == 0) {
            const std::string reason = R"({"reason":"wrong meter )" + std::to_string(i) + "\"}";
            ASSERT_EQ(call("DELETE", "/api/v1/results/" + published.id.text, reason, token_).status,
                      200);
        }
    }
    const auto rows = [&] {
        std::map<std::string, std::string> texts;
        for (const domain::LeaderboardRow& row : board("?limit=200").items)
            texts[row.id.text] = schema::to_text(row);
        return texts;
    };
    const auto before = rows();
    ASSERT_EQ(before.size(), 35U);
    EXPECT_EQ(start_after(former_layout()), "");
    EXPECT_EQ(rows(), before);
    std::size_t withdrawn = 0;
    for (const auto& [id, document] : documents) {
        const auto detail =
            schema::from_text<domain::ResultDetail>(get("/api/v1/results/" + id).body).value();
        EXPECT_EQ(detail.row.submitted_by, "ada");
        EXPECT_EQ(schema::to_text(detail.document), document);
        EXPECT_EQ(get("/api/v1/results/" + id + "/document").body, document);
        EXPECT_EQ(detail.evaluation.submitted_grade, std::nullopt);
        if (detail.row.state != domain::ResultState::withdrawn) continue;
        ++withdrawn;
        EXPECT_EQ(detail.history.back().words.find("wrong meter "), 0U);
        EXPECT_EQ(detail.history.back().by, "ada");
    }
    EXPECT_EQ(withdrawn, 5U);
    domain::Result again = test::sample_result(3);
    again.experiment.id = "exp_3";
    const domain::Receipt known = receipt(submit(again));
    EXPECT_FALSE(known.created);
    EXPECT_TRUE(documents.contains(known.id.text));
}

INSTANTIATE_TEST_SUITE_P(Databases, OtherSchema, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

INSTANTIATE_TEST_SUITE_P(Databases, DatabaseApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
