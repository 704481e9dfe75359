#include "app/catalogue_files.hpp"
#include "app/service.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/server_options.hpp"
#include "cli/tell.hpp"
#include "features/names/names.hpp"
#include "features/results/derivations.hpp"
#include "platform/sql/migrate.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>
#include <unistd.h>

/// `lem admin rederive`: safe beside a running server.
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
    names::Names names(*database, app::read_catalogue(config.catalogue));
    results::Derivations derivations(
        *database, blobs, clock, [] {},
        [&] {
            names.reload();  // an alias that is set meanwhile
            return names.known();
        });
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
    add_data_options(*command, *config);
    command->add_flag("--all", options->all,
                      "Also results that this version of lem has already derived");
    command->add_flag("--json", options->json, "Print the outcome as JSON");
    command->callback([config, options, &exit_code] { exit_code = rederive(*config, *options); });
    add_admin_names(admin, exit_code);
}

}  // namespace lem::cli
