#include "cli/publish.hpp"

#include "base/figures.hpp"
#include "base/limits.hpp"
#include "cli/interrupt.hpp"
#include "cli/own_folders.hpp"
#include "cli/tell.hpp"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace lem::cli {
namespace {

std::string read_token(const std::string& path) {
    constexpr std::streamsize token_bytes_max = 4'096;
    std::ifstream file(path, std::ios::binary);
    std::string text(token_bytes_max, '\0');
    file.read(text.data(), token_bytes_max);
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.empty())
        throw Error(ErrorCode::bad_request,
                    "--token-file " + path + " cannot be read or is empty.");
    return text;
}

/// Shows the progress of an upload on a terminal line, once it takes more than a second. Not
/// thread-safe.
class UploadLine {
public:
    ~UploadLine() { clear(); }

    void show(http::UploadProgress progress) {
        const auto now = std::chrono::steady_clock::now();
        if (!terminal_ || now - drawn_at_ < std::chrono::seconds(1)) return;
        drawn_at_ = now;
        open_ = true;
        const auto mib = [](std::uint64_t bytes) {
            return figures::fixed(static_cast<double>(bytes) / static_cast<double>(limits::mib), 1);
        };
        if (progress.sent_bytes < progress.total_bytes)
            tell("\r\033[KSending: {} of {} MiB", mib(progress.sent_bytes),
                 mib(progress.total_bytes));
        else
            tell("\r\033[KSent; waiting for the server to check it");
    }

    void clear() {
        if (open_) tell("\r\033[K");
        open_ = false;
    }

private:
    const bool terminal_ = isatty(STDERR_FILENO) == 1;
    std::chrono::steady_clock::time_point drawn_at_ = std::chrono::steady_clock::now();
    bool open_ = false;
};

}  // namespace

void add_publish_options(CLI::App& command, PublishOptions& options) {
    command
        .add_option("--server", options.credentials.server,
                    "Address of the server to publish to, including a path such as /lem")
        ->envname("LEM_SERVER")
        ->capture_default_str();
    command
        .add_option("--token", options.credentials.token,
                    "Your token; other users of this machine can see it while the command runs")
        ->envname("LEM_TOKEN");
    command.add_option("--token-file", options.token_file,
                       "File with your token, instead of --token");
}

client::Credentials credentials_of(const PublishOptions& options) {
    client::Credentials typed = options.credentials;
    if (!options.token_file.empty()) typed.token = read_token(options.token_file);
    if (typed.token.empty()) {
        typed.server = client::server_address(typed.server);
        if (const auto login = own_credentials().find(typed.server)) typed.token = login->token;
    }
    return client::checked(typed);
}

domain::Receipt publish(const client::Credentials& credentials, const client::Package& package) {
    catch_interrupts();
    UploadLine line;
    return client::submit(
        credentials, package,
        {.on_upload = [&](http::UploadProgress progress) { line.show(progress); },
         .on_wait =
             [&](const Error& error, std::chrono::milliseconds wait, int next_try) {
                 line.clear();
                 fmt::print(
                     stderr, "lem: {}\n  Trying again in {} s (try {} of {}; Ctrl-C stops).\n",
                     error.message(), figures::fixed(static_cast<double>(wait.count()) / 1e3, 1),
                     next_try, client::submit_tries_max);
             },
         .stopped = [] { return interrupted.load(); }});
}

}  // namespace lem::cli
