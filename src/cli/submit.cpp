#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/own_folders.hpp"
#include "cli/print_checks.hpp"
#include "cli/print_error.hpp"
#include "cli/publish.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct SubmitOptions {
    std::vector<std::string> results;
    PublishOptions publish;
    std::string key;
    bool is_unsigned = false;
    bool dry_run = false;
    bool json = false;
};

void show_package(const std::string& path, const client::Package& package,
                  const std::string& server) {
    fmt::print("{}: would send {} bytes of {} to {}\n", path, package.bytes.size(),
               package.media_type, server);
    for (const std::string& name : package.contents)
        fmt::print("  {}\n", name);
    if (package.signer)
        fmt::print("  signed by the key {}\n", domain::fingerprint_of(*package.signer));
}

void print_signature(const domain::ResultSignature& signature, const std::string& server) {
    if (signature.verified) {
        fmt::print("  Signed as {}.\n", for_terminal(signature.account.value_or("")));
        return;
    }
    fmt::print("  The signature does not count: {}.{}\n", schema::doc_of(signature.standing),
               signature.standing == domain::SignerStanding::unknown_key
                   ? " Register it: lem keys register --server " + server
                   : "");
}

/// False when the result is stored but not on the leaderboard.
bool submit_one(const client::Credentials& credentials, const std::string& path,
                const std::optional<client::SigningKey>& key, bool json) {
    const domain::Receipt receipt = publish(credentials, client::package_of(path, key));
    const bool listed = receipt.state == domain::ResultState::listed;
    if (json) {
        fmt::print("{}\n", schema::to_text(receipt));
        return listed;
    }
    fmt::print("{}: {} {}\n", path, receipt.created ? "published as" : "was already published as",
               client::page_address(credentials.server, receipt.url));
    if (!listed)
        fmt::print("  Not on the leaderboard, {}: {}\n", schema::name_of(receipt.state),
                   receipt.state_words.value_or("the server gave no reason."));
    if (receipt.signature) print_signature(*receipt.signature, credentials.server);
    print_checks(receipt.checks);
    return listed;
}

constexpr int exit_not_listed = 1;

/// A result that cannot be published does not stop the others.
int submit(const SubmitOptions& options) {
    const client::Credentials credentials =
        options.dry_run
            ? client::Credentials{client::server_address(options.publish.credentials.server), ""}
            : credentials_of(options.publish);
    const std::optional<client::SigningKey> key =
        options.is_unsigned ? std::nullopt : own_keys().chosen(options.key);
    int exit_code = 0;
    for (const std::string& path : options.results) {
        try {
            if (options.dry_run)
                show_package(path, client::package_of(path, key), credentials.server);
            else if (!submit_one(credentials, path, key, options.json))
                exit_code = exit_not_listed;
        } catch (const Error& error) {
            print_error(error, path);
            exit_code = traits_of(error.code()).exit_code;
        }
        if (interrupted) return exit_interrupted;
    }
    return exit_code;
}

}  // namespace

void add_submit(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("submit", "Publish results; safe to repeat");
    command->footer(
        "Examples:\n  lem submit results/quickstart-20261120-140200 --dry-run\n  "
        "LEM_TOKEN=lemu_... lem submit run.lem --server https://lem.example\n  "
        "lem submit results/* --token-file lem-data/admin-token\n"
        "If you have a key (lem keys create), what is sent is signed with it. "
        "When the server or a proxy is busy, lem tries again, up to 6 times.");
    const auto options = std::make_shared<SubmitOptions>();
    command
        ->add_option("results", options->results,
                     "Result folders, .lem bundles or result.json files")
        ->required();
    add_publish_options(*command, options->publish);
    command->add_option("--key", options->key, "Name of the key to sign with, if there are several")
        ->envname("LEM_KEY");
    command->add_flag("--unsigned", options->is_unsigned, "Do not sign");
    command->add_flag("--dry-run", options->dry_run, "Show what would be sent, and send nothing");
    command->add_flag("--json", options->json, "Print receipts as JSON");
    command->callback([options, &exit_code] { exit_code = submit(*options); });
}

}  // namespace lem::cli
