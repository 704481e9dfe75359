#include "base/clock.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/print_error.hpp"
#include "cli/publish.hpp"
#include "client/stored_result.hpp"
#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct SubmitOptions {
    std::vector<std::string> results;
    PublishOptions publish;
    bool dry_run = false;
    bool json = false;
};

void print_checks(const std::vector<domain::Check>& checks) {
    for (const domain::Check& check : checks) {
        if (check.outcome == domain::CheckOutcome::passed) continue;
        fmt::print("  {:<4} {:<15} {}: {}\n", check.code, schema::name_of(check.outcome),
                   check.title, check.message);
    }
    fmt::print("  {} checks passed\n", domain::count(checks, domain::CheckOutcome::passed));
}

void show_package(const std::string& path, const client::Package& package,
                  const std::string& server) {
    fmt::print("{}: would send {} bytes of {} to {}\n", path, package.bytes.size(),
               package.media_type, server);
    for (const std::string& name : package.contents)
        fmt::print("  {}\n", name);
}

/// False when the result is stored but not on the leaderboard.
bool submit_one(const client::Credentials& credentials, const std::string& path, bool json) {
    const domain::Receipt receipt = publish(credentials, client::package_of(path));
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
    int exit_code = 0;
    for (const std::string& path : options.results) {
        try {
            if (options.dry_run)
                show_package(path, client::package_of(path), credentials.server);
            else if (!submit_one(credentials, path, options.json))
                exit_code = exit_not_listed;
        } catch (const Error& error) {
            print_error(error, path);
            exit_code = traits_of(error.code()).exit_code;
        }
        if (interrupted) return exit_interrupted;
    }
    return exit_code;
}

int verify(const std::string& path, bool json) {
    const client::StoredResult stored = client::open_result(path);
    domain::CheckReport report = domain::derive({stored.document, stored.requests},
                                                {.received_at_ms = SystemClock().now_ms()})
                                     .report;
    for (const auto& [pointer, message] : stored.disagreements)
        report.violations.push_back({pointer, message});
    report.acceptable = report.acceptable && stored.disagreements.empty();
    if (json) {
        fmt::print("{}\n", schema::to_text(report));
    } else {
        for (const auto& [pointer, message] : report.violations)
            fmt::print("{}: {} {}\n", path, pointer, message);
        print_checks(report.checks);
        fmt::print("{}: {}\n", path, report.acceptable ? "acceptable" : "not acceptable");
    }
    return report.acceptable ? 0 : 1;
}

}  // namespace

void add_submit(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("submit", "Publish results; safe to repeat");
    command->footer(
        "Examples:\n  lem submit results/quickstart-20261120-140200 --dry-run\n  "
        "LEM_TOKEN=lemu_... lem submit run.lem --server https://lem.example\n  "
        "lem submit results/* --token-file lem-data/admin-token\n"
        "When the server or a proxy is busy, lem tries again, up to 6 times.");
    const auto options = std::make_shared<SubmitOptions>();
    command
        ->add_option("results", options->results,
                     "Result folders, .lem bundles or result.json files")
        ->required();
    add_publish_options(*command, options->publish);
    command->add_flag("--dry-run", options->dry_run, "Show what would be sent, and send nothing");
    command->add_flag("--json", options->json, "Print receipts as JSON");
    command->callback([options, &exit_code] { exit_code = submit(*options); });
}

void add_verify(CLI::App& app, int& exit_code) {
    auto* command =
        app.add_subcommand("verify", "Check a result offline, with the server's own checks");
    command->footer(
        "Examples:\n  lem verify results/quickstart-20261120-140200\n  lem verify run.lem --json\n"
        "Exit status 1: the server would reject it.");
    const auto path = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command->add_option("result", *path, "Result folder, .lem bundle or result.json")->required();
    command->add_flag("--json", *json, "Print the report as JSON");
    command->callback([path, json, &exit_code] { exit_code = verify(*path, *json); });
}

}  // namespace lem::cli
