#pragma once
/// Files on their way into storage: received uploads, hashed while they arrive. Small ones stay in
/// memory. The others are in a folder of this process, which separates files that a killed process
/// left behind from those that another one is still receiving. One thread at a time uses a file; a
/// folder is thread-safe.

#include "base/hash.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace lem::blob {

/// A complete file. Removed from the disk with its object, unless the blob store has taken it.
class StagedFile {
public:
    /// `folder` is where the file is written if it has to be on the disk.
    explicit StagedFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~StagedFile();
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    /// Writes the file to the disk if it is in memory. Throws as StagedFileWriter does.
    const std::filesystem::path& path() const;
    /// The whole file in memory.
    std::string content() const;

    std::string sha256;
    std::uint64_t size_bytes = 0;
    std::string first_bytes;  // at most 16: enough to tell formats apart

private:
    friend class StagedFileWriter;

    std::filesystem::path folder_;
    mutable std::filesystem::path path_;  // empty: in memory
    mutable std::string memory_;
};

/// Writes a StagedFile piece by piece. Throws Error(storage_full) or Error(internal) if the file
/// cannot be created or extended.
class StagedFileWriter {
public:
    explicit StagedFileWriter(const std::filesystem::path& folder);
    ~StagedFileWriter();
    StagedFileWriter(const StagedFileWriter&) = delete;
    StagedFileWriter& operator=(const StagedFileWriter&) = delete;

    /// Whether appending so many bytes only needs memory, and no disk that could block.
    bool stays_in_memory(std::size_t size_bytes) const;
    bool is_on_disk() const { return descriptor_ >= 0; }
    void append(std::string_view bytes);
    std::unique_ptr<StagedFile> finish();

private:
    int descriptor_ = -1;
    Sha256 hash_;
    std::unique_ptr<StagedFile> file_;
};

/// A folder below `parent` that belongs to this process: locked while it lives, removed with it.
/// Folders of ended processes are removed when another one is created.
class StagingFolder {
public:
    /// Throws Error(unavailable) if the folder cannot be created.
    explicit StagingFolder(const std::filesystem::path& parent);
    ~StagingFolder();
    StagingFolder(const StagingFolder&) = delete;
    StagingFolder& operator=(const StagingFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

}  // namespace lem::blob
