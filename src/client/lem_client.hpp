#pragma once
/// Client of a lem server, for the command line and (later) the worker. Throws Error with the
/// server's message. Thread-safe.

#include "client/credentials.hpp"
#include "client/key_folder.hpp"
#include "domain/board/published_result.hpp"
#include "platform/http/client.hpp"

#include <filesystem>

namespace lem::client {

/// What will be sent, byte for byte.
struct Package {
    std::string bytes;
    std::string media_type;
    std::vector<std::string> contents;  // names and sizes, for display
    std::optional<domain::PublicKey> signer = {};
};

/// Packages a result folder (the files that its manifest lists), a .lem bundle or a result.json.
/// Packing and signing are repeatable: the same folder gives the same bytes, so a repeated submit
/// finds its first receipt. With a key, all three become a signed bundle; throws as sign() does.
Package package_of(const std::filesystem::path& path, const std::optional<SigningKey>& key = {});

/// Callbacks to follow and to stop a submit. Each may be empty.
struct SubmitWatch {
    std::function<void(http::UploadProgress)> on_upload = {};
    /// Before each wait: why the last try failed, and when the next one begins.
    std::function<void(const Error&, std::chrono::milliseconds wait, int next_try)> on_wait = {};
    /// Asked several times a second.
    std::function<bool()> stopped = {};
};

inline constexpr int submit_tries_max = 6;
inline constexpr std::chrono::seconds submit_wait_max{300};  // all waits of one submit together

/// Publishes, and retries while that may help, which is safe: the same bytes are the same result.
/// Waits 0.5 s, 1 s, 2 s, ..., or as long as Retry-After asks for. `credentials` as checked() gives
/// them. Throws Error with the message of the server, or of a proxy that answered instead, or
/// Error(cancelled) once `stopped`.
domain::Receipt submit(const Credentials& credentials, const Package& package,
                       const SubmitWatch& watch = {});

}  // namespace lem::client
