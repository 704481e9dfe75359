#pragma once
/// The user's own folders: the one place of the command line that finds them.

#include "client/key_folder.hpp"

namespace lem::cli {

client::KeyFolder own_keys();
/// For what was seen of logs.
std::filesystem::path own_logs();

}  // namespace lem::cli
