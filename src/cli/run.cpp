#include "cli/run.hpp"

#include "base/error.hpp"
#include "base/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace lem::cli {

int run(int argc, char** argv) {
    CLI::App app("Measure, publish and compare the energy efficiency of LLM inference.", "lem");
    app.set_version_flag("--version", fmt::format("lem {} ({})", version, build()));
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    return 0;
}

}  // namespace lem::cli
