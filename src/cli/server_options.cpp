#include "cli/server_options.hpp"

namespace lem::cli {

void add_store_options(CLI::App& command, app::Config& config) {
    command.add_option("--data", config.data, "The server's data folder")
        ->envname("LEM_DATA")
        ->capture_default_str();
    command
        .add_option("--database", config.database,
                    "The server's database, when it is not in the data folder: sqlite:PATH or "
                    "postgresql://USER@HOST/NAME")
        ->envname("LEM_DATABASE");
}

void add_data_options(CLI::App& command, app::Config& config) {
    add_store_options(command, config);
    command.add_option("--catalogue", config.catalogue, "The server's own catalogue files")
        ->envname("LEM_CATALOGUE");
}

}  // namespace lem::cli
