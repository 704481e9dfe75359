#include "platform/blob/staged_file.hpp"

#include "base/storage_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace lem::blob {
namespace {

constexpr std::size_t first_bytes_max = 16;

[[noreturn]] void fail() {
    throw storage_error(errno, "The upload");
}

/// The descriptor that holds the folder's lock; -1 when another process holds it.
int lock_folder(const std::filesystem::path& folder) {
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    if (descriptor >= 0) close(descriptor);
    return -1;
}

void remove_abandoned(const std::filesystem::path& parent) {
    std::error_code unreadable;
    std::vector<std::filesystem::path> entries;
    for (const auto& entry : std::filesystem::directory_iterator(parent, unreadable))
        entries.push_back(entry.path());
    for (const auto& entry : entries) {
        std::error_code ignored;  // another process may remove it at the same time
        if (!std::filesystem::is_directory(entry, ignored)) {
            std::filesystem::remove(entry, ignored);  // of a version without folders
            continue;
        }
        const int lock = lock_folder(entry);
        if (lock < 0) continue;
        std::filesystem::remove_all(entry, ignored);
        close(lock);
    }
}

}  // namespace

StagedFile::~StagedFile() {
    std::error_code ignored;  // the blob store may have taken it
    std::filesystem::remove(path_, ignored);
}

StagedFileWriter::StagedFileWriter(const std::filesystem::path& folder) {
    std::string name = (folder / "upload-XXXXXX").string();
    descriptor_ = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail();
    file_ = std::make_unique<StagedFile>(name);
}

StagedFileWriter::~StagedFileWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

void StagedFileWriter::append(std::string_view bytes) {
    hash_.update(bytes);
    const std::size_t wanted = first_bytes_max - file_->first_bytes.size();
    file_->first_bytes.append(bytes.substr(0, wanted));
    file_->size_bytes += bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::unique_ptr<StagedFile> StagedFileWriter::finish() {
    file_->sha256 = hash_.finish_hex();
    return std::move(file_);
}

StagingFolder::StagingFolder(const std::filesystem::path& parent) {
    std::error_code failure;
    std::filesystem::create_directories(parent, failure);
    remove_abandoned(parent);
    // Another process may consider the folder abandoned between its creation and its lock.
    for (int attempt = 0; attempt < 100 && lock_ < 0; ++attempt) {
        std::string name = (parent / "server-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) break;
        path_ = name;
        lock_ = lock_folder(path_);
        if (lock_ >= 0 && !std::filesystem::exists(path_, failure)) {
            close(lock_);
            lock_ = -1;
        }
    }
    if (lock_ < 0)
        throw Error(ErrorCode::unavailable, "Cannot create a folder for uploads in " +
                                                parent.string() + ": " + std::strerror(errno) +
                                                ". Choose another with --data.");
}

StagingFolder::~StagingFolder() {
    std::error_code ignored;  // the next start removes the rest
    std::filesystem::remove_all(path_, ignored);
    close(lock_);
}

}  // namespace lem::blob
