#pragma once
/// A bundle as one file (NAME.lem): a zstd-compressed tar of plain files without folders. Packing
/// the same files gives the same bytes. Reading limits count, sizes, names and memory, and rejects
/// everything that is not a plain file, and data after the archive.

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace lem::archive {

using Files = std::map<std::string, std::string>;  // name to content

/// Throws Error when the file cannot be written.
void pack(const Files& files, const std::filesystem::path& out);

/// Takes the files of a bundle in their order: first a name with an empty piece, then the content
/// in pieces. False ends the reading.
using TakePiece = std::function<bool(const std::string& name, std::string_view piece)>;

/// Reads a bundle as a stream: memory for one piece and for zstd's window. Throws Error(invalid)
/// that names the entry and the limit it exceeds; an exception of `take` ends the reading too.
void read(const std::filesystem::path& file, const TakePiece& take);

/// All files in memory. Throws as read() does.
Files unpack(const std::filesystem::path& file);

/// zstd's magic number at the start.
bool is_bundle(std::string_view first_bytes);

}  // namespace lem::archive
