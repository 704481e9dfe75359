#include "app/service.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/tell.hpp"
#include "features/names/aliases.hpp"
#include "features/results/derivations.hpp"
#include "platform/sql/migrate.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>
#include <unistd.h>

/// `lem admin rederive` and `lem admin alias`: safe beside a running server.
namespace lem::cli {
namespace {

std::unique_ptr<sql::Database> open_database(const app::Config& config) {
    auto database = sql::Database::open(app::database_url(config), false);
    sql::migrate(*database, embedded::migrations());
    return database;
}

struct RederiveOptions {
    bool all = false;
    bool json = false;
};

int rederive(const app::Config& config, const RederiveOptions& options) {
    const auto database = open_database(config);
    const blob::FileBlobs blobs(std::filesystem::path(config.data) / "blobs");
    const SystemClock clock;
    results::Derivations derivations(*database, blobs, clock, [] {});
    if (options.all) derivations.mark_all();
    const bool terminal = isatty(STDERR_FILENO) == 1;
    std::int64_t told = 0;
    while (derivations.run_batch()) {
        const auto [pending, done, failed] = derivations.progress();
        // In a terminal one line, updated in place; elsewhere one line per thousand results.
        if (!terminal && done / 1000 == told) continue;
        told = done / 1000;
        tell("{}{} derived, {} failed, {} to do{}", terminal ? "\r\033[K" : "", done, failed,
             pending - failed, terminal ? "" : "\n");
    }
    if (terminal) tell("\r\033[K");
    const auto failures = derivations.failures();
    const results::DerivationProgress progress = derivations.progress();
    if (options.json) {
        schema::json failed = schema::json::array();
        for (const auto& [id, failure] : failures)
            failed.push_back({{"result", id}, {"failure", failure}});
        fmt::print("{}\n", schema::json{{"derived", progress.done}, {"failed", failed}}.dump(2));
    } else {
        fmt::print("{} results derived, {} failed.\n", progress.done, failures.size());
        for (const auto& [id, failure] : failures)
            fmt::print("{}: {}\n", id, failure);
        if (!failures.empty())
            fmt::print(
                "Their previous derivation is still shown. The server tries again after an "
                "hour.\n");
    }
    return failures.empty() ? 0 : 1;
}

void add_location(CLI::App& command, app::Config& config) {
    command.add_option("--data", config.data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    command
        .add_option("--database", config.database,
                    "The server's database, when it is not in the data folder")
        ->envname("LEM_DATABASE");
}

names::AliasKind kind_of(const std::string& kind) {
    return *schema::value_of<names::AliasKind>(kind);
}

void print_aliases(const std::vector<names::Alias>& aliases, bool json) {
    if (json) {
        fmt::print("{}", schema::to_pretty_text(aliases));
        return;
    }
    if (aliases.empty()) fmt::print("There are no aliases.\n");
    for (const names::Alias& alias : aliases)
        fmt::print("{}  {}  is shown as  {}\n", schema::name_of(alias.kind), alias.alias,
                   alias.name);
}

struct AliasOptions {
    std::string kind, alias, name;
    bool json = false;
};

void add_alias(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand(
        "alias",
        "Show results of a model or device under another name; stored results do not change");
    command->require_subcommand(1);
    command->footer(
        "Examples:\n  lem admin alias set model qwen3:8b Qwen/Qwen3-8B\n"
        "  lem admin alias list --json\n  lem admin alias remove model qwen3:8b");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<AliasOptions>();
    const auto add_kind = [&](CLI::App* of) {
        of->add_option("kind", options->kind, "model or hardware")
            ->required()
            ->check(CLI::IsMember({"model", "hardware"}));
        of->add_option("alias", options->alias, "The name as submitted")->required();
    };
    auto* set = command->add_subcommand("set", "Add an alias, or change its name");
    add_kind(set);
    set->add_option("name", options->name, "The name to show")->required();
    auto* remove = command->add_subcommand("remove", "Remove an alias");
    add_kind(remove);
    auto* list = command->add_subcommand("list", "List the aliases");
    list->add_flag("--json", options->json, "Print JSON");
    for (CLI::App* each : {set, remove, list})
        add_location(*each, *config);
    set->callback([config, options, &exit_code] {
        const auto database = open_database(*config);
        names::Aliases(*database).set({kind_of(options->kind), options->alias, options->name});
        exit_code = 0;
    });
    remove->callback([config, options, &exit_code] {
        const auto database = open_database(*config);
        if (!names::Aliases(*database).remove(kind_of(options->kind), options->alias))
            throw Error(ErrorCode::not_found,
                        "There is no alias " + options->alias + " of kind " + options->kind + ".");
        exit_code = 0;
    });
    list->callback([config, options, &exit_code] {
        const auto database = open_database(*config);
        print_aliases(names::Aliases(*database).list(), options->json);
        exit_code = 0;
    });
}

}  // namespace

void add_admin_results(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand(
        "rederive",
        "Derive rows, checks and grades of stored results again; the server does it in "
        "the background after an update");
    command->footer(
        "Ctrl-C stops it; the same command resumes.\n\n"
        "Examples:\n  lem admin rederive --data lem-data\n  lem admin rederive --all --json");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<RederiveOptions>();
    add_location(*command, *config);
    command->add_flag("--all", options->all,
                      "Also results that this version of lem has already derived");
    command->add_flag("--json", options->json, "Print the outcome as JSON");
    command->callback([config, options, &exit_code] { exit_code = rederive(*config, *options); });
    add_alias(admin, exit_code);
}

}  // namespace lem::cli
