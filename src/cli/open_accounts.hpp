#pragma once
/// The accounts of an installation, for `lem admin`.

#include "app/service.hpp"
#include "base/embedded.hpp"
#include "platform/sql/migrate.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <CLI/CLI.hpp>

namespace lem::cli {

/// The accounts of an installation. Safe beside a running server: SQLite's WAL lets a second
/// process write between its transactions.
struct OpenAccounts {
    explicit OpenAccounts(const app::Config& config)
        : database(open(config)), all(*database, clock, random) {
        sql::migrate(*database, embedded::migrations());
    }
    static std::unique_ptr<sql::Database> open(const app::Config& config) {
        const auto path = sql::sqlite_path(app::database_url(config));
        if (path && !std::filesystem::exists(*path))
            throw Error(ErrorCode::bad_request, "There is no database " + path->string() +
                                                    ". Check --data, or start the server once.");
        return sql::Database::open(app::database_url(config), false);
    }
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<sql::Database> database;
    accounts::Accounts all;
};

/// `lem admin account role` and `password`.
void add_account_rights(CLI::App& account, const std::shared_ptr<app::Config>& config,
                        int& exit_code);

}  // namespace lem::cli
