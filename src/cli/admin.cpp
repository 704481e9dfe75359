#include "app/service.hpp"
#include "app/vocabulary.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"
#include "platform/sql/migrate.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct TokenOptions {
    std::string account = "admin";
    std::string name = "command line";
    bool administrator = false;
    std::optional<int> expires_days;
};

void create_token(const app::Config& config, const TokenOptions& options) {
    // Safe beside a running server: SQLite's WAL lets a second process write between its
    // transactions.
    const auto database = sql::Database::open(app::database_url(config), false);
    sql::migrate(*database, embedded::migrations());
    const SystemClock clock;
    SystemRandom random;
    accounts::Accounts accounts(*database, clock, random);
    std::vector<domain::Scope> scopes{domain::Scope::results_write};
    if (options.administrator) scopes.push_back(domain::Scope::admin);
    fmt::print("{}\n",
               accounts.create_token(options.account, options.name, scopes, options.expires_days));
}

}  // namespace

void add_admin(CLI::App& app, int& exit_code) {
    auto* admin = app.add_subcommand("admin", "Operate an installation");
    admin->footer("Example:\n  lem admin token create --data lem-data --account ada");
    auto* token = admin->require_subcommand(1)->add_subcommand("token", "Tokens");
    auto* create = token->require_subcommand(1)->add_subcommand(
        "create", "Print a new token; it is shown only once");
    create->footer("Example:\n  lem admin token create --data lem-data --account ada");
    add_admin_results(*admin, exit_code);
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<TokenOptions>();
    create->add_option("--data", config->data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    create
        ->add_option("--database", config->database,
                     "The server's database, when it is not in the data folder")
        ->envname("LEM_DATABASE");
    create->add_option("--account", options->account, "Whose token; the account is made if need be")
        ->capture_default_str();
    create->add_option("--name", options->name, "What it is for")->capture_default_str();
    create->add_flag("--admin", options->administrator,
                     "May do everything, not only submit results");
    create->add_option("--expires-days", options->expires_days, "When it ends to work")
        ->check(CLI::Range(1, 3650));
    create->callback([config, options, &exit_code] {
        create_token(*config, *options);
        exit_code = 0;
    });
}

void add_migrate(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "migrate", "Bring the database to this program's schema (serve does it at start)");
    command->footer("Example:\n  lem migrate --data lem-data");
    const auto config = std::make_shared<app::Config>();
    command->add_option("--data", config->data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    command
        ->add_option("--database", config->database, "sqlite:PATH or postgresql://USER@HOST/NAME")
        ->envname("LEM_DATABASE");
    command->callback([config, &exit_code] {
        std::filesystem::create_directories(config->data);
        const auto database = sql::Database::open(app::database_url(*config), true);
        const auto applied = sql::migrate(*database, embedded::migrations());
        for (const std::string& name : applied)
            fmt::print("applied {}\n", name);
        if (applied.empty()) fmt::print("nothing to do\n");
        exit_code = 0;
    });
}

void add_openapi(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("openapi", "Print the OpenAPI document of the server's API");
    command->footer("Example:\n  lem openapi > openapi.json");
    const auto vocabulary = std::make_shared<bool>(false);
    command->add_flag("--vocabulary", *vocabulary,
                      "Print the words and tables of the web application, as TypeScript");
    command->callback([vocabulary, &exit_code] {
        fmt::print("{}\n",
                   *vocabulary ? app::vocabulary_typescript() : app::openapi_document().dump(2));
        exit_code = 0;
    });
}

}  // namespace lem::cli
