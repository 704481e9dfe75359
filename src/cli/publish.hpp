#pragma once
/// Publishing a result from the command line: the options that say where and as whom, and the words
/// while it takes its time.

#include "client/lem_client.hpp"

#include <CLI/CLI.hpp>

namespace lem::cli {

struct PublishOptions {
    client::Credentials credentials;
    std::string token_file;
};

/// --server, --token and --token-file, and their environment variables.
void add_publish_options(CLI::App& command, PublishOptions& options);

/// Checked, the token read from its file. Throws Error when nothing could be published with them.
client::Credentials credentials_of(const PublishOptions& options);

/// Publishes; tells on standard error how far the upload is and why it waits. Ends with
/// Error(cancelled) on `interrupted`.
domain::Receipt publish(const client::Credentials& credentials, const client::Package& package);

}  // namespace lem::cli
