#pragma once
/// Reading whole files and streams of files, replacing files, private folders. Thread-safe.

#include "base/error.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace lem::file {

/// The whole file in memory. Throws Error(`unreadable`) when it cannot be opened, and
/// Error(too_large) when it holds more than `bytes_max`.
std::string read(const std::filesystem::path& path, std::size_t bytes_max,
                 ErrorCode unreadable = ErrorCode::bad_request);

/// Passes the content to `take` in pieces until it returns false. Throws Error(bad_request) when
/// the file cannot be opened; what `take` throws ends the reading.
void read_pieces(const std::filesystem::path& path,
                 const std::function<bool(std::string_view)>& take);

/// Writes the whole file through one beside it: a crash leaves the old content or the new one.
/// Throws Error(unavailable) when it cannot be written.
void replace(const std::filesystem::path& path, std::string_view content);

/// The same for a file that holds secrets: only its owner may read it, and it is on the disk when
/// this returns.
void replace_private(const std::filesystem::path& path, std::string_view content);

/// Creates the folder, and those above it. A new one is its owner's alone: it will hold keys or
/// hashes of tokens. Throws Error(unavailable).
void create_private_folder(const std::filesystem::path& folder);

}  // namespace lem::file
