#include "cli/own_folders.hpp"

#include "base/variables.hpp"

namespace lem::cli {

client::KeyFolder own_keys() {
    return client::KeyFolder(config_folder(process_variable) / "keys");
}

client::CredentialsFile own_credentials() {
    return client::CredentialsFile(config_folder(process_variable) / "credentials.json");
}

std::filesystem::path own_logs() {
    return state_folder(process_variable) / "logs";
}

}  // namespace lem::cli
