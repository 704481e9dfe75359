#include "cli/open_accounts.hpp"
#include "cli/server_options.hpp"
#include "features/accounts/passwords.hpp"
#include "schema/record.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

void set_role(const app::Config& config, const std::string& name, const std::string& role) {
    const auto value = schema::value_of<domain::Role>(role);
    if (!value)
        throw Error(ErrorCode::bad_request,
                    "The role must be user, moderator or admin, not \"" + role + "\".");
    OpenAccounts(config).all.set_role(name, *value);
    fmt::print("{} is {} now; browsers that were signed in as {} must sign in again\n", name, role,
               name);
}

void print_password_address(const app::Config& config, const std::string& name) {
    OpenAccounts open(config);
    accounts::Passwords passwords(*open.database, open.clock, open.random, open.all);
    fmt::print("Open on this server within a day (works once):\n  {}{}{}\n",
               config.public_url.value_or(""), accounts::password_page,
               passwords.one_time_code(name));
}

}  // namespace

void add_account_rights(CLI::App& account, const std::shared_ptr<app::Config>& config,
                        int& exit_code) {
    auto* role = account.add_subcommand("role", "Change what an account may do");
    role->footer(
        "Example:\n  lem admin account role --data lem-data ada moderator\n"
        "Roles: user, moderator, admin. Safe while the server runs.");
    add_store_options(*role, *config);
    const auto change = std::make_shared<std::pair<std::string, std::string>>();
    role->add_option("name", change->first, "Name of the account")->required();
    role->add_option("role", change->second, "user, moderator or admin")->required();
    role->callback([config, change, &exit_code] {
        set_role(*config, change->first, change->second);
        exit_code = 0;
    });

    auto* password = account.add_subcommand(
        "password", "Print an address that sets the password of an account once");
    password->footer(
        "Example:\n  lem admin account password --data lem-data admin\n"
        "Safe while the server runs. An earlier address of the account ends.");
    add_store_options(*password, *config);
    const auto name = std::make_shared<std::string>();
    password->add_option("name", *name, "Name of the account")->required();
    password->callback([config, name, &exit_code] {
        print_password_address(*config, *name);
        exit_code = 0;
    });
}

}  // namespace lem::cli
