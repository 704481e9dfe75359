#pragma once
/// What the command line says about arguments that it does not understand. Pure.

#include <CLI/CLI.hpp>
#include <string>

namespace lem::cli {

/// "lem: unknown option --outptu; did you mean --output? lem experiment --help shows all." For
/// CLI::App::failure_message.
std::string usage_error(const CLI::App* app, const CLI::Error& error);

}  // namespace lem::cli
