#include "app/backup.hpp"

#include "base/text.hpp"
#include "support/bundle.hpp"
#include "support/server.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <thread>

/// Backups of an installation, restoring them, and a start that detects a database and files that
/// do not belong together.
namespace lem {
namespace {

namespace fs = std::filesystem;

class Backup : public test::Server {
protected:
    void publish(int from, int to) {
        for (int i = from; i < to; ++i) {
            domain::Result result = test::sample_result(i + 1);
            result.experiment.id = "exp_" + std::to_string(i);
            ASSERT_EQ(submit_bundle(result).status, 201);
        }
    }
    /// As files: a document alone would be in the database.
    http::ClientResponse submit_bundle(const domain::Result& result) {
        const std::string bundle =
            test::bundle_of({{"result.json", schema::to_text(result)}}, scratch_.path().string());
        return call("POST", "/api/v1/results", bundle, token_, "application/vnd.lem.bundle");
    }
    bool on_postgresql() const { return config_.database.has_value(); }
    fs::path data() const { return folder_; }
    fs::path copy() const { return scratch_.path() / "copy"; }
    app::BackupReport back_up() {
        return app::back_up(config_, copy(), on_postgresql(), [](std::int64_t) {});
    }
    app::BackupReport check() {
        return app::check_backup(copy(), [](std::int64_t) {});
    }
    static std::string message_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const Error& error) {
            return error.message();
        }
        return "";
    }
    /// Starts a server on the data folder; returns the error, or "" when it runs.
    std::string refusal_at_start() {
        return message_of([&] { start(); });
    }
    fs::path some_file(const fs::path& blobs) const {
        for (const auto& entry : fs::recursive_directory_iterator(blobs))
            if (entry.is_regular_file()) return entry.path();
        return {};
    }
};

class SqliteBackup : public Backup {};

TEST_P(SqliteBackup, OfARunningServerIsOneMomentAndComesBack) {
    publish(0, 3);
    std::atomic<bool> stop{false};
    std::atomic<int> published{3};
    std::thread writer([&] {
        for (int i = 3; !stop; ++i) {
            publish(i, i + 1);
            ++published;
        }
    });
    const app::BackupReport report = back_up();
    stop = true;
    writer.join();
    EXPECT_TRUE(report.sound());
    EXPECT_GE(report.manifest.results, 3);
    EXPECT_TRUE(check().sound());
    EXPECT_EQ(check().manifest.results, report.manifest.results);

    const std::string document = get("/api/v1/results/" + board().items.back().id.text).body;
    app::Config elsewhere;
    elsewhere.data = (scratch_.path() / "elsewhere").string();
    elsewhere.listen = "127.0.0.1:0";
    elsewhere.threads = 1;
    EXPECT_TRUE(app::restore(elsewhere, copy(), [](std::int64_t) {}).sound());
    service_.reset();
    config_ = elsewhere;
    start();
    EXPECT_EQ(board("?limit=200").total, report.manifest.results);
    const std::string id = board().items.back().id.text;
    EXPECT_EQ(get("/api/v1/results/" + id + "/document").status, 200);
    // The token of the first server is still valid.
    domain::Result another = test::sample_result(99);
    another.experiment.id = "exp_after";
    EXPECT_EQ(submit(another).status, 201);
}

TEST_P(SqliteBackup, IsBroughtUpToDateInTheSameFolder) {
    publish(0, 1);
    ASSERT_TRUE(back_up().sound());
    publish(1, 2);
    const app::BackupReport second = back_up();
    EXPECT_TRUE(second.sound());
    EXPECT_EQ(second.manifest.results, 2);
    EXPECT_TRUE(check().sound());
}

TEST_P(SqliteBackup, HoldsTheFilesOfBundlesAndOfWithdrawnResults) {
    const std::string bundle = test::bundle_of(
        {{"result.json", schema::to_text(test::sample_result())}}, scratch_.path().string());
    const auto stored =
        call("POST", "/api/v1/results", bundle, token_, "application/vnd.lem.bundle");
    ASSERT_EQ(stored.status, 201) << stored.body;
    const std::string id = receipt(stored).id.text;
    ASSERT_EQ(call("DELETE", "/api/v1/results/" + id, R"({"reason":"a test"})", token_).status,
              200);
    const app::BackupReport report = back_up();
    EXPECT_EQ(report.manifest.results, 1);
    EXPECT_GE(report.manifest.files, 3) << "bundle, document, manifest";
    EXPECT_TRUE(check().sound());
}

/// Documents in the database need no file, in the copy and at a start.
TEST_P(SqliteBackup, HoldsDocumentsWithTheDatabase) {
    const auto stored = submit(test::sample_result());
    const app::BackupReport report = back_up();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(report.manifest.files, 0);
    service_.reset();
    fs::remove_all(data());
    EXPECT_TRUE(app::restore(config_, copy(), [](std::int64_t) {}).sound());
    EXPECT_EQ(refusal_at_start(), "");
    EXPECT_EQ(get("/api/v1/results/" + receipt(stored).id.text + "/document").body,
              schema::to_text(test::sample_result()));
}

TEST_P(SqliteBackup, NamesADocumentThatIsDamagedInTheDatabase) {
    const std::string sha256 = receipt(submit(test::sample_result())).sha256;
    ASSERT_TRUE(back_up().sound());
    service_.reset();
    sql::Database::open("sqlite:" + folder_ + "/lem.db", false)
        ->write([](sql::Transaction& transaction) {
            transaction.script("UPDATE stored_document SET document = '{}'");
        });
    EXPECT_EQ(back_up().lost_files, std::vector<std::string>{sha256});
    EXPECT_EQ(check().lost_files, std::vector<std::string>{sha256});
}

/// A backup of a version that stored every document as a file.
TEST_P(SqliteBackup, OfAnOlderVersionIsChecked) {
    publish(0, 1);
    service_.reset();
    sql::Database::open("sqlite:" + folder_ + "/lem.db", false)
        ->write([](sql::Transaction& transaction) {
            transaction.script(
                "DROP TABLE stored_document; DELETE FROM schema_migration WHERE name >= '0005'");
        });
    EXPECT_TRUE(back_up().sound());
    EXPECT_EQ(check().manifest.files, 3);
    EXPECT_TRUE(check().sound());
}

TEST_P(SqliteBackup, CheckFindsEveryKindOfDamage) {
    publish(0, 2);
    struct Damage {
        std::string name;
        std::function<void()> done;
        bool counts_as_lost;
    };
    const std::vector<Damage> damages{
        {"a changed file", [&] { std::ofstream(some_file(copy() / "blobs")) << "x"; }, true},
        {"a missing file", [&] { fs::remove(some_file(copy() / "blobs")); }, true},
        {"no files", [&] { fs::remove_all(copy() / "blobs"); }, false},
        {"a cut database", [&] { fs::resize_file(copy() / "lem.db", 4096); }, false},
        {"an empty database", [&] { fs::resize_file(copy() / "lem.db", 0); }, false},
        {"no database", [&] { fs::remove(copy() / "lem.db"); }, false},
        {"a database that was used", [&] { std::ofstream(copy() / "lem.db-wal") << "changes"; },
         false},
        {"a copy that was not finished",
         [&] {
             std::ofstream(copy() / "backup.json")
                 << R"({"format_version":1,"complete":false,"made_at":"","lem_version":"",)"
                    R"("database_sha256":null,"results":0,"files":0})";
         },
         false},
    };
    for (const Damage& damage : damages) {
        fs::remove_all(copy());
        ASSERT_TRUE(back_up().sound()) << damage.name;
        damage.done();
        const app::BackupReport report = check();
        EXPECT_FALSE(report.sound()) << damage.name;
        EXPECT_EQ(report.lost > 0, damage.counts_as_lost) << damage.name;
        EXPECT_EQ(report.problems.empty(), damage.counts_as_lost) << damage.name;
    }
    std::ofstream(copy() / "backup.json") << "{";
    EXPECT_NE(message_of([&] { check(); }), "");
    fs::remove(copy() / "backup.json");
    EXPECT_NE(message_of([&] { check(); }).find("not a folder made by lem backup"),
              std::string::npos);
}

TEST_P(SqliteBackup, NamesWhatTheServerHasLostAndCopiesTheRest) {
    publish(0, 2);
    fs::remove(some_file(data() / "blobs"));
    const app::BackupReport report = back_up();
    EXPECT_EQ(report.lost, 1);
    EXPECT_EQ(report.lost_files.size(), 1U);
    EXPECT_EQ(check().lost, 1);
}

TEST_P(SqliteBackup, NeverOverwritesWhatIsNotItsOwn) {
    publish(0, 1);
    fs::create_directories(copy());
    std::ofstream(copy() / "thesis.txt") << "mine";
    EXPECT_NE(message_of([&] { back_up(); }).find("contains other files"), std::string::npos);
    EXPECT_NE(message_of([&] {
                  app::back_up(config_, data(), false, [](std::int64_t) {});
              }).find("is the data folder itself"),
              std::string::npos);
    app::Config wrong = config_;
    wrong.data = (scratch_.path() / "typo").string();
    EXPECT_NE(message_of([&] {
                  app::back_up(wrong, scratch_.path() / "other", false, [](std::int64_t) {});
              }).find("is --data right?"),
              std::string::npos);
    EXPECT_FALSE(fs::exists(wrong.data));

    fs::remove_all(copy());
    ASSERT_TRUE(back_up().sound());
    const auto refused = [&](const app::Config& config) {
        return message_of([&] { app::restore(config, copy(), [](std::int64_t) {}); });
    };
    EXPECT_NE(refused(config_).find("exists already"), std::string::npos);
    // The log of a removed database would be replayed into the restored one.
    fs::create_directories(wrong.data);
    std::ofstream(fs::path(wrong.data) / "lem.db-wal") << "old changes";
    EXPECT_NE(refused(wrong).find("lem.db-wal exists already"), std::string::npos);
}

TEST_P(SqliteBackup, AStartSeesADatabaseThatIsNotThatOfItsFiles) {
    publish(0, 6);
    const fs::path database = data() / "lem.db";
    const fs::path safe = scratch_.path() / "safe";
    service_.reset();
    fs::copy(data(), safe, fs::copy_options::recursive);
    struct Damage {
        std::string name;
        std::function<void()> done;
        std::string words;
    };
    const std::vector<Damage> damages{
        {"removed", [&] { fs::remove(database); }, "is missing or empty"},
        {"emptied", [&] { fs::resize_file(database, 0); }, "is missing or empty"},
        {"removed, its log not",
         [&] {
             fs::remove(database);
             std::ofstream(database.string() + "-wal") << "changes";
         },
         "lem.db-wal beside it contains changes"},
        {"new",
         [&] {
             fs::remove(database);
             sql::Database::open("sqlite:" + database.string(), false)
                 ->write([](sql::Transaction& transaction) {
                     transaction.script("CREATE TABLE other (id TEXT)");
                 });
         },
         "The database has no results"},
        {"files removed", [&] { fs::remove_all(data() / "blobs"); },
         "files of the newest are missing"},
    };
    for (const Damage& damage : damages) {
        fs::remove_all(data());
        fs::copy(safe, data(), fs::copy_options::recursive);
        damage.done();
        const std::string words = refusal_at_start();
        EXPECT_NE(words.find(damage.words), std::string::npos) << damage.name << ": " << words;
        EXPECT_NE(words.find("lem restore"), std::string::npos) << damage.name;
        EXPECT_NE(refusal_at_start(), "") << damage.name << ": at the second start as well";
        config_.accept_mismatch = true;
        EXPECT_EQ(refusal_at_start(), "") << damage.name;
        config_.accept_mismatch = false;
        service_.reset();
    }
}

TEST_P(SqliteBackup, AStartTakesWhatACrashLeaves) {
    service_.reset();
    blob::FileBlobs(data() / "blobs").put("of a first submit that was killed");
    EXPECT_EQ(refusal_at_start(), "");
    publish(0, 2);
    service_.reset();
    fs::remove(some_file(data() / "blobs"));
    EXPECT_EQ(refusal_at_start(), "") << "a submit restores one lost file";
}

INSTANTIATE_TEST_SUITE_P(Databases, SqliteBackup, testing::Values("sqlite"),
                         [](const auto& info) { return info.param; });

TEST_P(Backup, OfPostgresqlCopiesTheFilesAndSaysHowToCopyTheRest) {
    publish(0, 2);
    const std::string words =
        message_of([&] { app::back_up(config_, copy(), false, [](std::int64_t) {}); });
    EXPECT_NE(words.find("pg_dump"), std::string::npos) << words;
    const app::BackupReport report = back_up();
    EXPECT_TRUE(report.sound());
    EXPECT_FALSE(report.manifest.database_sha256);
    EXPECT_EQ(report.manifest.files, 6) << "a bundle, its document and its manifest, twice";
    EXPECT_TRUE(check().sound());
    app::Config elsewhere = config_;
    elsewhere.data = (scratch_.path() / "elsewhere").string();
    EXPECT_TRUE(app::restore(elsewhere, copy(), [](std::int64_t) {}).sound());
    service_.reset();
    config_ = elsewhere;
    start();
    EXPECT_EQ(get("/api/v1/results/" + board().items.at(0).id.text + "/document").status, 200);
}

TEST_P(Backup, AStartSeesAnEmptiedPostgresqlDatabase) {
    publish(0, 1);
    service_.reset();
    sql::Database::open(*config_.database, false)->write([](sql::Transaction& transaction) {
        transaction.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    });
    EXPECT_NE(refusal_at_start().find("The database has no results"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, Backup, testing::Values("postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
