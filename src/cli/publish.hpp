#pragma once
/// Publishing a result from the command line: the options for the server and the token, and the
/// progress of the upload.

#include "client/lem_client.hpp"

#include <CLI/CLI.hpp>

namespace lem::cli {

struct PublishOptions {
    client::Credentials credentials;
    std::string token_file;
};

/// --server, --token and --token-file, and their environment variables.
void add_publish_options(CLI::App& command, PublishOptions& options);

/// The checked credentials, with the token from its file or else from lem login. Throws Error when they are unusable.
client::Credentials credentials_of(const PublishOptions& options);

/// Publishes; prints the progress of the upload and the reasons for waits on standard error. Throws
/// Error(cancelled) on `interrupted`.
domain::Receipt publish(const client::Credentials& credentials, const client::Package& package);

}  // namespace lem::cli
