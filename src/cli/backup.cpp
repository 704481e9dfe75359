#include "app/backup.hpp"

#include "base/figures.hpp"
#include "cli/commands.hpp"
#include "cli/server_options.hpp"
#include "cli/tell.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace lem::cli {
namespace {

struct BackupOptions {
    std::string folder;
    app::Config config;
    bool files_only = false;
    bool check = false;
    bool json = false;
};

/// Shows the number of files in a terminal; prints nothing elsewhere.
class CountLine {
public:
    ~CountLine() {
        if (shown_) tell("\r\033[K");
    }
    void show(std::int64_t files) {
        if (!terminal_ || files % 100 != 0) return;
        shown_ = true;
        tell("\r\033[K{} files", figures::count(files));
    }

private:
    const bool terminal_ = isatty(STDERR_FILENO) == 1;
    bool shown_ = false;
};

void print_findings(const app::BackupReport& report) {
    for (const std::string& problem : report.problems)
        tell("lem: {}: {}\n", report.folder, problem);
    if (report.lost == 0) return;
    tell("lem: {}: {} files or documents of results are missing or damaged:\n", report.folder,
         figures::count(report.lost));
    for (const std::string& sha256 : report.lost_files)
        tell("  {}\n", sha256);
}

int finish(const BackupOptions& options, const app::BackupReport& report, std::string_view done) {
    if (options.json)
        fmt::print("{}\n", schema::to_text(report));
    else if (report.problems.empty())
        fmt::print("{} {}: {} results, {} files{}, as of {}\n", done, report.folder,
                   figures::count(report.manifest.results), figures::count(report.manifest.files),
                   report.manifest.database_sha256 ? "" : ", without the database",
                   report.manifest.made_at);
    print_findings(report);
    return report.sound() ? 0 : 1;
}

int backup(const BackupOptions& options) {
    CountLine line;
    return finish(options,
                  app::back_up(options.config, options.folder, options.files_only,
                               [&](std::int64_t files) { line.show(files); }),
                  "copied to");
}

int restore(const BackupOptions& options) {
    CountLine line;
    const auto count = [&](std::int64_t files) { line.show(files); };
    if (options.check) return finish(options, app::check_backup(options.folder, count), "checked");
    return finish(options, app::restore(options.config, options.folder, count), "restored from");
}

}  // namespace

void add_backup(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "backup", "Copy a server's database and files; safe while the server runs");
    command->footer(
        "Examples:\n  lem backup /backup/lem --data /srv/lem\n"
        "  pg_dump --format=custom --file=/backup/lem.dump \"$LEM_DATABASE\" &&\n"
        "      lem backup /backup/lem --data /srv/lem --files-only\n"
        "With the same folder again, it copies only new files.\n"
        "Exit status 1: a file is missing or damaged; all others were copied.");
    const auto options = std::make_shared<BackupOptions>();
    command
        ->add_option("folder", options->folder,
                     "Destination: a new or empty folder, or an existing backup")
        ->required();
    add_store_options(*command, options->config);
    command->add_flag("--files-only", options->files_only,
                      "Leave out the database; back up PostgreSQL with pg_dump");
    command->add_flag("--json", options->json, "Print the report as JSON");
    command->callback([options, &exit_code] { exit_code = backup(*options); });
}

void add_restore(CLI::App& app, int& exit_code) {
    auto* command =
        app.add_subcommand("restore", "Restore a backup into a data folder, or only check it");
    command->footer(
        "Examples:\n  lem restore /backup/lem --check\n  lem restore /backup/lem --data "
        "/srv/lem-restored\nStop the server first; its data folder must not hold a database.\n"
        "Exit status 1: the backup is damaged or incomplete.");
    const auto options = std::make_shared<BackupOptions>();
    command->add_option("folder", options->folder, "Folder made by lem backup")->required();
    command->add_flag("--check", options->check,
                      "Only check that the backup is complete and undamaged");
    add_store_options(*command, options->config);
    command->add_flag("--json", options->json, "Print the report as JSON");
    command->callback([options, &exit_code] { exit_code = restore(*options); });
}

}  // namespace lem::cli
