#include "platform/files/temporary_folder.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lem::files {
namespace {

/// The descriptor that holds the folder's lock; -1 if it is not this user's folder, or another
/// process holds the lock.
int lock_own_folder(const std::filesystem::path& folder) {
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return -1;
    struct stat status{};
    if (fstat(descriptor, &status) == 0 && status.st_uid == geteuid() &&
        flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

void remove_abandoned(const std::filesystem::path& parent, const std::string& start) {
    std::error_code ignored;  // another process may remove them at the same time
    std::filesystem::directory_iterator entry(parent, ignored);
    for (; !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        if (!entry->path().filename().string().starts_with(start)) continue;
        const int lock = lock_own_folder(entry->path());
        if (lock < 0) continue;
        std::error_code in_use;
        std::filesystem::remove_all(entry->path(), in_use);
        close(lock);
    }
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent, std::string_view name) {
    const std::string start = std::string(name) + "-";
    remove_abandoned(parent, start);
    // Another process may take the folder for abandoned before it is locked.
    for (int attempt = 0; attempt < 100 && lock_ < 0; ++attempt) {
        std::string made = (parent / (start + "XXXXXX")).string();
        if (mkdtemp(made.data()) == nullptr) break;
        path_ = made;
        lock_ = lock_own_folder(path_);
        if (lock_ >= 0 && !std::filesystem::exists(path_)) {
            close(lock_);
            lock_ = -1;
        }
    }
    if (lock_ < 0)
        throw Error(ErrorCode::unavailable, "Cannot create a temporary folder in " +
                                                parent.string() + ": " + std::strerror(errno) +
                                                ". Choose another one with the variable TMPDIR.");
}

TemporaryFolder::~TemporaryFolder() {
    remove();
    close(lock_);
}

void TemporaryFolder::remove() const {
    // A file that is created meanwhile keeps its folder from being removed: once more.
    std::error_code failed;
    for (int attempt = 0; attempt < 5; ++attempt) {
        std::filesystem::remove_all(path_, failed);
        if (!failed) return;
    }
}

}  // namespace lem::files
