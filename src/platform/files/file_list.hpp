#pragma once
/// The files below a folder, for a program that looks at it again and again while others write in
/// it: what vanishes meanwhile is no error. Thread-safe; does not throw.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lem::files {

/// What changes when a file is written or replaced.
struct FileStamp {
    std::uint64_t device = 0, inode = 0, size_bytes = 0;
    std::int64_t written_ns = 0;  // since 1970, by the clock of the file system
    std::int64_t changed_ns = 0;  // likewise, of its data, name or rights

    bool operator==(const FileStamp&) const = default;
};

/// nullopt if there is no regular file; links are followed.
std::optional<FileStamp> stamp_of(const std::filesystem::path& file);

struct ListedFile {
    std::string path;  // below the folder, with '/'
    FileStamp stamp;
};

struct UnreadableFolder {
    std::string path;  // below the folder; empty: the folder itself
    std::string reason;
};

struct FileList {
    std::vector<ListedFile> files;             // in no order
    std::vector<UnreadableFolder> unreadable;  // the first of them
    bool complete = true;                      // false: there are more entries than were looked at
};

struct ListOptions {
    std::size_t entries_max = 100'000;  // files and folders looked at
    /// Called with each folder before its entries are read.
    std::function<void(const std::filesystem::path&)> enter = {};
    /// Asked at each folder: true ends the listing.
    std::function<bool()> stopped = {};
};

/// The regular files below a folder. Left out are hidden files and folders, whose names start with
/// a dot, and folders behind links, which could lead back. A link to a file counts as the file.
FileList list_files(const std::filesystem::path& folder, const ListOptions& options);

}  // namespace lem::files
