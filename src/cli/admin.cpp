#include "app/service.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"
#include "platform/sql/migrate.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct TokenOptions {
    std::string account = "admin";
    std::string name = "command line";
    bool administrator = false;
    std::optional<int> expires_days;
    bool json = false;
};

void create_token(const app::Config& config, const TokenOptions& options) {
    const auto path = sql::sqlite_path(app::database_url(config));
    if (path && !std::filesystem::exists(*path))
        throw Error(ErrorCode::bad_request, "There is no database " + path->string() +
                                                "; is --data right, and was the server started "
                                                "once?");
    // Safe beside a running server: SQLite's WAL lets a second process write between its
    // transactions.
    const auto database = sql::Database::open(app::database_url(config), false);
    sql::migrate(*database, embedded::migrations());
    const SystemClock clock;
    SystemRandom random;
    accounts::Accounts accounts(*database, clock, random);
    std::vector<domain::Scope> scopes{domain::Scope::results_write};
    if (options.administrator) scopes.push_back(domain::Scope::admin);
    const std::string token =
        accounts.create_token(options.account, options.name, scopes, options.expires_days);
    if (options.json)
        fmt::print(
            "{}\n",
            schema::json{{"account", options.account}, {"name", options.name}, {"token", token}}
                .dump());
    else
        fmt::print("{}\n", token);
}

}  // namespace

void add_admin(CLI::App& app, int& exit_code) {
    auto* admin = app.add_subcommand("admin", "Manage the accounts and tokens of a server");
    admin->footer("Example:\n  lem admin token create --data lem-data --account ada");
    auto* token =
        admin->require_subcommand(1)->add_subcommand("token", "Tokens that submit results");
    auto* create = token->require_subcommand(1)->add_subcommand(
        "create", "Print a new token; it is shown only once");
    create->footer(
        "Examples:\n  lem admin token create --data lem-data --account ada\n"
        "  lem admin token create --account ci --name nightly --expires-days 90 --json\n"
        "Safe while the server runs.");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<TokenOptions>();
    create->add_option("--data", config->data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    create
        ->add_option("--database", config->database,
                     "The server's database, when it is not in the data folder")
        ->envname("LEM_DATABASE");
    create->add_option("--account", options->account, "The account it acts for; created if missing")
        ->capture_default_str();
    create->add_option("--name", options->name, "What the token is for")->capture_default_str();
    create->add_flag("--admin", options->administrator,
                     "Allow everything, not only submitting results");
    create
        ->add_option("--expires-days", options->expires_days,
                     "Days until it expires; never by default")
        ->check(CLI::Range(1, 3650));
    create->add_flag("--json", options->json, "Print account, name and token as JSON");
    create->callback([config, options, &exit_code] {
        create_token(*config, *options);
        exit_code = 0;
    });
}

void add_migrate(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "migrate", "Bring the database to this program's schema (serve does it at start)");
    command->footer(
        "Examples:\n  lem migrate --data lem-data\n  lem migrate --database "
        "postgresql://lem@/lem?host=/run/postgresql\nMake a backup first: there is no way back.");
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print the applied migrations as JSON");
    const auto config = std::make_shared<app::Config>();
    command->add_option("--data", config->data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    command
        ->add_option("--database", config->database, "sqlite:PATH or postgresql://USER@HOST/NAME")
        ->envname("LEM_DATABASE");
    command->callback([config, json, &exit_code] {
        std::filesystem::create_directories(config->data);
        const auto database = sql::Database::open(app::database_url(*config), true);
        const auto applied = sql::migrate(*database, embedded::migrations());
        if (*json) {
            fmt::print("{}\n", schema::json{{"applied", applied}}.dump());
        } else {
            for (const std::string& name : applied)
                fmt::print("Applied {}.\n", name);
            if (applied.empty()) fmt::print("The database is up to date.\n");
        }
        exit_code = 0;
    });
}

void add_openapi(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("openapi", "Print the OpenAPI document of the server's API");
    command->footer("Example:\n  lem openapi > openapi.json");
    command->callback([&exit_code] {
        fmt::print("{}\n", app::openapi_document().dump(2));
        exit_code = 0;
    });
}

}  // namespace lem::cli
