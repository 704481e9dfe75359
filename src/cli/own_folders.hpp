#pragma once
/// The user's own folders: the one place of the command line that finds them.

#include "client/credentials_file.hpp"
#include "client/key_folder.hpp"

namespace lem::cli {

client::KeyFolder own_keys();
/// What lem login keeps.
client::CredentialsFile own_credentials();
/// For what was seen of logs.
std::filesystem::path own_logs();

}  // namespace lem::cli
