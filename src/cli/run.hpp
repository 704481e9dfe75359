#pragma once

namespace lem::cli {

/// The program: parses the command line, runs one subcommand, returns the exit code. The last
/// boundary at which an Error is caught.
int run(int argc, char** argv);

}  // namespace lem::cli
