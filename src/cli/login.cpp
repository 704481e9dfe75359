#include "base/variables.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/open_browser.hpp"
#include "cli/own_folders.hpp"
#include "cli/print_error.hpp"
#include "cli/publish.hpp"
#include "cli/tell.hpp"
#include "client/device_login.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace lem::cli {
namespace {

struct LoginOptions {
    std::string server = client::Credentials{}.server;
    std::vector<std::string> scopes{std::string(schema::name_of(domain::Scope::results_write))};
    bool no_browser = false;
    bool token_from_input = false;
    bool json = false;
};

void add_server(CLI::App& command, std::string& server) {
    command.add_option("server", server, "Address of the server")
        ->envname("LEM_SERVER")
        ->capture_default_str();
}

/// What the owner of the account compares.
domain::DeviceRequest this_machine(const std::vector<std::string>& scopes) {
    utsname name{};
    uname(&name);
    std::string scope;
    for (const std::string& one : scopes)
        scope += (scope.empty() ? "" : " ") + one;
    return {.client_id = {},
            .scope = scope,
            .device_name = name.nodename[0] == '\0' ? "unnamed" : name.nodename,
            .system = std::string(name.sysname) + " " + name.machine,
            .program = "lem " LEM_VERSION};
}

bool wait_or_stop(std::chrono::seconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        if (interrupted) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return !interrupted;
}

client::KeptLogin by_browser(const std::string& server, const LoginOptions& options) {
    const domain::DeviceCode code = client::ask_for_login(server, this_machine(options.scopes));
    // Another address could be that of a page where its owner approves somebody else's program.
    if (!code.verification_uri.starts_with(server + "/"))
        throw Error(ErrorCode::bad_request,
                    server + " names a page of another server to sign in at (" +
                        for_terminal(code.verification_uri) +
                        "). Use the address that its operator gave as --public-url.");
    tell("Open {}\nand compare the code: {}\n", for_terminal(code.verification_uri),
         for_terminal(code.user_code));
    if (!options.no_browser && has_desktop(process_variable))
        open_browser(code.verification_uri + "?code=" + code.user_code);
    tell("Waiting for you, {} minutes at most ...\n", code.expires_in / 60);
    catch_interrupts();
    const domain::DeviceToken token = client::await_login(server, code, wait_or_stop);
    client::KeptLogin login{
        .server = server, .account = token.account, .token = token.access_token, .expires_at = {}};
    own_credentials().keep(login);  // first: nobody else knows the token
    login.expires_at = client::who_is(server, login.token).expires_at;
    return login;
}

client::KeptLogin by_token(const std::string& server) {
    std::string line;
    std::getline(std::cin, line);
    const std::string token = client::checked({server, line}).token;
    const domain::SessionInfo who = client::who_is(server, token);
    return {.server = server,
            .account = who.account.value_or(""),
            .token = token,
            .expires_at = who.expires_at};
}

int login(const LoginOptions& options) {
    const std::string server = client::server_address(options.server);
    const client::KeptLogin made =
        options.token_from_input ? by_token(server) : by_browser(server, options);
    own_credentials().keep(made);
    if (options.json)
        fmt::print("{}\n", schema::json{{"server", server}, {"account", made.account}}.dump());
    else
        fmt::print("Signed in to {} as {}{}. The token is in {}.\n", server,
                   for_terminal(made.account),
                   made.expires_at ? " until " + made.expires_at->substr(0, 10) : "",
                   own_credentials().path().string());
    return 0;
}

int whoami(const PublishOptions& options, bool json) {
    const client::Credentials credentials = credentials_of(options);
    const domain::SessionInfo who = client::who_is(credentials.server, credentials.token);
    if (json) {
        fmt::print("{}\n", schema::to_text(who));
        return 0;
    }
    std::string scopes;
    for (const domain::Scope scope : who.scopes)
        scopes += (scopes.empty() ? "" : ", ") + std::string(schema::name_of(scope));
    fmt::print("{} at {}\n  The token may: {}\n  It ends: {}\n", who.account.value_or("nobody"),
               credentials.server, scopes.empty() ? "nothing" : scopes,
               who.expires_at ? who.expires_at->substr(0, 10) : "never");
    return 0;
}

int logout(const std::string& typed) {
    const std::string server = client::server_address(typed);
    const client::CredentialsFile file = own_credentials();
    const auto login = file.find(server);
    if (!login) {
        fmt::print("Not signed in to {}.\n", server);
        return 0;
    }
    try {
        client::revoke_token(server, login->token);
    } catch (const Error& error) {
        tell("The server did not end the token ({}); revoke it on the page of your account.\n",
             error.message());
    }
    file.forget(server);
    fmt::print("Signed out of {}.\n", server);
    return 0;
}

}  // namespace

void add_login(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<LoginOptions>();
    auto* command = app.add_subcommand("login", "Sign in to a server, by a browser");
    command->footer(
        "Examples:\n  lem login https://lem.example\n  lem login https://lem.example --no-browser\n"
        "  lem login --with-token < token-file\n"
        "Prints an address and a code to compare there, on this or another machine. lem submit and "
        "others then use the token, unless LEM_TOKEN, --token or --token-file gives another.");
    add_server(*command, options->server);
    command->add_option("--scope", options->scopes, "What the token may do")->capture_default_str();
    command->add_flag("--no-browser", options->no_browser, "Only print the address");
    command->add_flag("--with-token", options->token_from_input,
                      "Read a token from standard input instead");
    command->add_flag("--json", options->json, "Print server and account as JSON");
    command->callback([options, &exit_code] { exit_code = login(*options); });

    const auto asked = std::make_shared<std::pair<PublishOptions, bool>>();
    auto* who = app.add_subcommand("whoami", "Show the account that a server knows you as");
    who->footer("Example:\n  lem whoami --server https://lem.example");
    add_publish_options(*who, asked->first);
    who->add_flag("--json", asked->second, "Print JSON");
    who->callback([asked, &exit_code] { exit_code = whoami(asked->first, asked->second); });

    const auto server = std::make_shared<std::string>(client::Credentials{}.server);
    auto* out = app.add_subcommand("logout", "End the token of lem login, here and at the server");
    out->footer("Example:\n  lem logout https://lem.example");
    add_server(*out, *server);
    out->callback([server, &exit_code] { exit_code = logout(*server); });
}

}  // namespace lem::cli
