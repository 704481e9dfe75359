#pragma once
/// Options of the commands that work on a server's own data.

#include "app/config.hpp"

#include <CLI/CLI.hpp>

namespace lem::cli {

/// --data and --database.
void add_store_options(CLI::App& command, app::Config& config);
/// The same, and --catalogue.
void add_data_options(CLI::App& command, app::Config& config);

}  // namespace lem::cli
