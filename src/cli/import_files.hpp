#pragma once
/// The files that `lem import` reads and writes.

#include <filesystem>
#include <string>
#include <vector>

namespace lem::cli {

/// A file's bytes, or those of standard input for "-". Throws Error(bad_request) if it cannot be
/// read, Error(too_large) beyond limits::import_bytes_max.
std::string read_source(const std::string& path);

/// The files below a folder, in the order of depth and name: a tool's summary comes before the
/// parts that it was made from.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

/// Creates the file's folder. The file is written beside its name first, so that a full disk leaves
/// no half of it. Throws Error(storage_full).
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace lem::cli
