#pragma once
/// A secret setting of a command: from a file or from the environment, never from the command line,
/// which every process of the machine can read.

#include "base/secret.hpp"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace lem::cli {

/// What a setting is called: "--oidc-client-secret", "LEM_OIDC_CLIENT_SECRET".
struct SettingName {
    std::string flag;
    std::string variable;
    std::string doc;
};

/// Adds FLAG-file with VARIABLE_FILE, and takes the secret itself from VARIABLE; one of them may be
/// set. The spaces and line ends around it are left out. `secret` must outlive the parsing.
void add_secret(CLI::App& command, const SettingName& name, std::optional<Secret>& secret);

}  // namespace lem::cli
