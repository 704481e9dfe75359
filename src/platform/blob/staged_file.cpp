#include "platform/blob/staged_file.hpp"

#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/storage_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <tuple>
#include <unistd.h>
#include <utility>
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

/// A new file in the folder, and its descriptor.
std::pair<std::filesystem::path, int> create_file(const std::filesystem::path& folder) {
    std::string name = (folder / "upload-XXXXXX").string();
    const int descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) fail();
    return {name, descriptor};
}

struct Closed {
    int descriptor;
    ~Closed() { close(descriptor); }
};

void write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

StagedFile::~StagedFile() {
    if (path_.empty()) return;
    std::error_code ignored;  // the blob store may have taken it
    std::filesystem::remove(path_, ignored);
}

const std::filesystem::path& StagedFile::path() const {
    if (!path_.empty()) return path_;
    const auto [path, descriptor] = create_file(folder_);
    path_ = path;  // removed also when writing fails
    const Closed closed_at_end{descriptor};
    write_all(descriptor, std::exchange(memory_, {}));
    return path_;
}

std::string StagedFile::content() const {
    return path_.empty() ? memory_ : file::read(path_, size_bytes, ErrorCode::internal);
}

StagedFileWriter::StagedFileWriter(const std::filesystem::path& folder)
    : file_(std::make_unique<StagedFile>(folder)) {}

StagedFileWriter::~StagedFileWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

bool StagedFileWriter::stays_in_memory(std::size_t size_bytes) const {
    return !is_on_disk() &&
           file_->memory_.size() + size_bytes <= limits::upload_in_memory_bytes_max;
}

void StagedFileWriter::append(std::string_view bytes) {
    const bool in_memory = stays_in_memory(bytes.size());
    if (!in_memory && !is_on_disk()) {
        std::tie(file_->path_, descriptor_) = create_file(file_->folder_);
        write_all(descriptor_, std::exchange(file_->memory_, {}));
    }
    hash_.update(bytes);
    const std::size_t wanted = first_bytes_max - file_->first_bytes.size();
    file_->first_bytes.append(bytes.substr(0, wanted));
    file_->size_bytes += bytes.size();
    if (in_memory)
        file_->memory_ += bytes;
    else
        write_all(descriptor_, bytes);
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
