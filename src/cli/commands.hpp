#pragma once
/// The subcommands. Each adds itself to the program and sets `exit_code` when it runs.

#include <CLI/CLI.hpp>

namespace lem::cli {

void add_experiment(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);
void add_serve(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_attribute(CLI::App& app, int& exit_code);
void add_import(CLI::App& app, int& exit_code);
void add_view(CLI::App& app, int& exit_code);
void add_export(CLI::App& app, int& exit_code);
void add_submit(CLI::App& app, int& exit_code);
/// `lem login`, `whoami` and `logout`.
void add_login(CLI::App& app, int& exit_code);
void add_verify(CLI::App& app, int& exit_code);
void add_keys(CLI::App& app, int& exit_code);
void add_admin(CLI::App& app, int& exit_code);
/// The parts of `lem admin` that are about results.
void add_admin_results(CLI::App& admin, int& exit_code);
void add_admin_names(CLI::App& admin, int& exit_code);
void add_admin_audit(CLI::App& admin, int& exit_code);
void add_admin_views(CLI::App& admin, int& exit_code);
void add_backup(CLI::App& app, int& exit_code);
void add_restore(CLI::App& app, int& exit_code);
void add_migrate(CLI::App& app, int& exit_code);
void add_openapi(CLI::App& app, int& exit_code);

}  // namespace lem::cli
