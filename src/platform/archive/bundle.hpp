#pragma once
/// A bundle as one file (NAME.lem): a zstd-compressed tar of plain files without folders. Packing
/// the same files gives the same bytes. Reading bounds count, sizes and names and refuses
/// everything that is not a plain file.

#include <filesystem>
#include <map>
#include <string>

namespace lem::archive {

using Files = std::map<std::string, std::string>;  // name to content

/// Throws Error when the file cannot be written.
void pack(const Files& files, const std::filesystem::path& out);

/// Throws Error(invalid) that names the entry and the limit it breaks.
Files unpack(const std::filesystem::path& file);

/// zstd's magic number at the start.
bool is_bundle(std::string_view first_bytes);

}  // namespace lem::archive
