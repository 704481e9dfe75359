#include "app/service.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"
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
    bool moderator = false;
    std::optional<int> expires_days;
};

/// The accounts of an installation. Safe beside a running server: SQLite's WAL lets a second
/// process write between its transactions.
struct OpenAccounts {
    explicit OpenAccounts(const app::Config& config)
        : database(sql::Database::open(app::database_url(config), false)),
          all(*database, clock, random) {
        sql::migrate(*database, embedded::migrations());
    }
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<sql::Database> database;
    accounts::Accounts all;
};

void create_token(const app::Config& config, const TokenOptions& options) {
    std::vector<domain::Scope> scopes{domain::Scope::results_write};
    if (options.moderator || options.administrator) scopes.push_back(domain::Scope::moderate);
    if (options.administrator) scopes.push_back(domain::Scope::admin);
    fmt::print("{}\n", OpenAccounts(config).all.create_token(options.account, options.name, scopes,
                                                             options.expires_days));
}

void list_tokens(const app::Config& config, const std::optional<std::string>& account) {
    OpenAccounts open(config);
    const auto date = [](const std::optional<Milliseconds>& at_ms) {
        return at_ms ? text::rfc3339(*at_ms).substr(0, 10) : std::string("-");
    };
    fmt::print("{:30}  {:10}  {:10}  {:10}  {}\n", "ID", "CREATED", "EXPIRES", "REVOKED",
               "ACCOUNT, NAME, SCOPES");
    for (const auto& token : open.all.tokens(account))
        fmt::print("{:30}  {:10}  {:10}  {:10}  {}, {}, {}\n", token.id, date(token.created_at_ms),
                   date(token.expires_at_ms), date(token.revoked_at_ms), token.account, token.name,
                   token.scopes);
}

void revoke_token(const app::Config& config, const std::string& id) {
    const bool revoked = OpenAccounts(config).all.revoke_token(id);
    fmt::print("{}\n", revoked ? "revoked; running servers notice within five seconds"
                               : "was revoked before");
}

void add_store_options(CLI::App& command, app::Config& config) {
    command.add_option("--data", config.data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    command
        .add_option("--database", config.database,
                    "The server's database, when it is not in the data folder")
        ->envname("LEM_DATABASE");
}

void add_token_create(CLI::App& token, const std::shared_ptr<app::Config>& config, int& exit_code) {
    auto* create = token.add_subcommand("create", "Print a new token; it is shown only once");
    create->footer("Example:\n  lem admin token create --data lem-data --account ada");
    add_store_options(*create, *config);
    const auto options = std::make_shared<TokenOptions>();
    create
        ->add_option("--account", options->account,
                     "Whose token; the account is created if missing")
        ->capture_default_str();
    create->add_option("--name", options->name, "What it is for")->capture_default_str();
    create->add_flag("--admin", options->administrator,
                     "May do everything, not only submit results");
    create->add_flag("--moderator", options->moderator, "May also withdraw results of others");
    create->add_option("--expires-days", options->expires_days, "Days until it expires")
        ->check(CLI::Range(1, 3650));
    create->callback([config, options, &exit_code] {
        create_token(*config, *options);
        exit_code = 0;
    });
}

}  // namespace

void add_admin(CLI::App& app, int& exit_code) {
    auto* admin = app.add_subcommand("admin", "Operate an installation");
    admin->footer("Example:\n  lem admin token create --data lem-data --account ada");
    auto* token = admin->require_subcommand(1)->add_subcommand("token", "Tokens");
    token->require_subcommand(1);
    const auto config = std::make_shared<app::Config>();
    add_token_create(*token, config, exit_code);

    auto* list = token->add_subcommand("list", "Show the tokens; not their secrets");
    list->footer("Example:\n  lem admin token list --data lem-data --account ada");
    add_store_options(*list, *config);
    const auto account = std::make_shared<std::optional<std::string>>();
    list->add_option("--account", *account, "Of this account only");
    list->callback([config, account, &exit_code] {
        list_tokens(*config, *account);
        exit_code = 0;
    });

    auto* revoke = token->add_subcommand(
        "revoke", "End a token and the browser sessions that were opened with it");
    revoke->footer("Example:\n  lem admin token revoke --data lem-data tok_01J...");
    add_store_options(*revoke, *config);
    const auto id = std::make_shared<std::string>();
    revoke->add_option("id", *id, "As `lem admin token list` shows it")->required();
    revoke->callback([config, id, &exit_code] {
        revoke_token(*config, *id);
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
    command->callback([&exit_code] {
        fmt::print("{}\n", app::openapi_document().dump(2));
        exit_code = 0;
    });
}

}  // namespace lem::cli
