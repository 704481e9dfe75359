#include "app/service.hpp"
#include "app/vocabulary.hpp"
#include "base/embedded.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"
#include "cli/open_accounts.hpp"
#include "cli/server_options.hpp"
#include "features/accounts/credential_store.hpp"
#include "platform/sql/migrate.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct TokenOptions {
    std::string account = "admin";
    std::string name = "command line";
    bool administrator = false;
    bool moderator = false;
    std::optional<int> expires_days;
    bool json = false;
};

void create_token(const app::Config& config, const TokenOptions& options) {
    std::vector<domain::Scope> scopes{domain::Scope::results_write};
    if (options.moderator) scopes.push_back(domain::Scope::moderate);
    if (options.administrator) scopes = domain::scopes_of(domain::Role::admin);
    const std::string token = OpenAccounts(config).all.create_token(options.account, options.name,
                                                                    scopes, options.expires_days);
    if (options.json)
        fmt::print(
            "{}\n",
            schema::json{{"account", options.account}, {"name", options.name}, {"token", token}}
                .dump());
    else
        fmt::print("{}\n", token);
}

void list_tokens(const app::Config& config, const std::optional<std::string>& account) {
    OpenAccounts open(config);
    const auto date = [](const std::optional<std::string>& at) {
        return at.value_or("-").substr(0, 10);
    };
    fmt::print("{:30}  {:10}  {:10}  {:10}  {:10}  {}\n", "ID", "CREATED", "LAST USED", "EXPIRES",
               "REVOKED", "ACCOUNT, NAME, SCOPES");
    for (const auto& token : open.all.credentials().tokens(account))
        fmt::print("{:30}  {:10}  {:10}  {:10}  {:10}  {}, {}, {}\n", token.id,
                   date(token.created_at), date(token.last_used_at), date(token.expires_at),
                   date(token.revoked_at), token.account, token.name,
                   accounts::scope_text(token.scopes));
}

void revoke_token(const app::Config& config, const std::string& id) {
    const bool revoked = OpenAccounts(config).all.credentials().revoke_token(id);
    fmt::print("{}\n", revoked ? "revoked; running servers notice within five seconds"
                               : "was already revoked");
}

void list_accounts(const app::Config& config, bool json) {
    OpenAccounts open(config);
    schema::json all = schema::json::array();
    if (!json) fmt::print("{:30}  {:10}  {:9}  {}\n", "ID", "CREATED", "ROLE", "NAME");
    for (const auto& account : open.all.list()) {
        const std::string created_at = text::rfc3339(account.created_at_ms);
        all.push_back({{"id", account.id},
                       {"name", account.name},
                       {"role", account.role},
                       {"created_at", created_at}});
        if (!json)
            fmt::print("{:30}  {:10}  {:9}  {}\n", account.id, created_at.substr(0, 10),
                       account.role, account.name);
    }
    if (json) fmt::print("{}\n", all.dump(2));
}

void add_token_create(CLI::App& token, const std::shared_ptr<app::Config>& config, int& exit_code) {
    auto* create = token.add_subcommand("create", "Print a new token; it is shown only once");
    create->footer(
        "Examples:\n  lem admin token create --data lem-data --account ada\n"
        "  lem admin token create --account ci --name nightly --expires-days 90 --json\n"
        "Safe while the server runs.");
    add_store_options(*create, *config);
    const auto options = std::make_shared<TokenOptions>();
    create
        ->add_option("--account", options->account,
                     "Account that owns the token; created if missing")
        ->capture_default_str();
    create->add_option("--name", options->name, "Purpose of the token")->capture_default_str();
    create->add_flag("--admin", options->administrator,
                     "Grant every permission, not only to submit results");
    create->add_flag("--moderator", options->moderator,
                     "Also allow withdrawing results of other accounts");
    create->add_option("--expires-days", options->expires_days, "Days until it expires")
        ->check(CLI::Range(1, 3650));
    create->add_flag("--json", options->json, "Print account, name and token as JSON");
    create->callback([config, options, &exit_code] {
        create_token(*config, *options);
        exit_code = 0;
    });
}

void add_account(CLI::App& admin, const std::shared_ptr<app::Config>& config, int& exit_code) {
    auto* account = admin.add_subcommand("account", "Accounts");
    account->require_subcommand(1);
    auto* list = account->add_subcommand("list", "List the accounts");
    list->footer("Example:\n  lem admin account list --data lem-data --json");
    add_store_options(*list, *config);
    const auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, "Print JSON");
    list->callback([config, json, &exit_code] {
        list_accounts(*config, *json);
        exit_code = 0;
    });

    auto* rename = account->add_subcommand(
        "rename", "Rename an account; its results show the new name at once");
    rename->footer(
        "Example:\n  lem admin account rename --data lem-data ada \"Ada Lovelace\"\n"
        "Safe while the server runs.");
    add_store_options(*rename, *config);
    add_account_rights(*account, config, exit_code);
    const auto names = std::make_shared<std::pair<std::string, std::string>>();
    rename->add_option("old", names->first, "Current name")->required();
    rename->add_option("new", names->second, "New name")->required();
    rename->callback([config, names, &exit_code] {
        OpenAccounts(*config).all.rename(names->first, names->second);
        exit_code = 0;
    });
}

}  // namespace

void add_admin(CLI::App& app, int& exit_code) {
    auto* admin = app.add_subcommand("admin", "Manage the accounts and tokens of a server");
    admin->footer("Example:\n  lem admin token create --data lem-data --account ada");
    auto* token = admin->require_subcommand(1)->add_subcommand("token", "Tokens");
    token->require_subcommand(1);
    add_admin_results(*admin, exit_code);
    add_admin_audit(*admin, exit_code);
    add_admin_views(*admin, exit_code);
    const auto config = std::make_shared<app::Config>();
    add_token_create(*token, config, exit_code);
    add_account(*admin, config, exit_code);

    auto* list = token->add_subcommand("list", "List the tokens, without their secrets");
    list->footer("Example:\n  lem admin token list --data lem-data --account ada");
    add_store_options(*list, *config);
    const auto account = std::make_shared<std::optional<std::string>>();
    list->add_option("--account", *account, "Only the tokens of this account");
    list->callback([config, account, &exit_code] {
        list_tokens(*config, *account);
        exit_code = 0;
    });

    auto* revoke =
        token->add_subcommand("revoke", "Revoke a token and the browser sessions opened with it");
    revoke->footer("Example:\n  lem admin token revoke --data lem-data tok_01J...");
    add_store_options(*revoke, *config);
    const auto id = std::make_shared<std::string>();
    revoke->add_option("id", *id, "Token ID, as `lem admin token list` shows it")->required();
    revoke->callback([config, id, &exit_code] {
        revoke_token(*config, *id);
        exit_code = 0;
    });
}

void add_migrate(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "migrate", "Migrate the database to this version's schema (serve does this at start)");
    command->footer(
        "Examples:\n  lem migrate --data lem-data\n  lem migrate --database "
        "postgresql://lem@/lem?host=/run/postgresql\nMake a backup first: migrations cannot be "
        "undone.");
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print the applied migrations as JSON");
    const auto config = std::make_shared<app::Config>();
    add_store_options(*command, *config);
    command->callback([config, json, &exit_code] {
        file::create_private_folder(config->data);
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
    const auto vocabulary = std::make_shared<bool>(false);
    command->add_flag("--vocabulary", *vocabulary,
                      "Print the web application's vocabulary as TypeScript");
    command->callback([vocabulary, &exit_code] {
        fmt::print("{}\n",
                   *vocabulary ? app::vocabulary_typescript() : app::openapi_document().dump(2));
        exit_code = 0;
    });
}

}  // namespace lem::cli
