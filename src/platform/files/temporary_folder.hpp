#pragma once
/// A folder for the data of one process, which nobody else may enter. Removed with its object;
/// folders of processes that were killed are removed when the next one is created.

#include <filesystem>
#include <string_view>

namespace lem::files {

class TemporaryFolder {
public:
    /// A new folder NAME-XXXXXX below `parent`. Throws Error(unavailable).
    TemporaryFolder(const std::filesystem::path& parent, std::string_view name);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Removes the folder while other threads may still write in it. Does not throw.
    void remove() const;

private:
    std::filesystem::path path_;
    int lock_ = -1;  // held while the process lives
};

}  // namespace lem::files
