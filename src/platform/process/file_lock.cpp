#include "platform/process/file_lock.hpp"

#include "base/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lem::process {

FileLock::FileLock(const std::string& path, const Messages& messages, mode_t mode)
    : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode)) {
    if (descriptor_ < 0) throw Error(ErrorCode::unavailable, messages.unwritable);
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    close(descriptor_);
    throw Error(ErrorCode::conflict, messages.held);
}

FileLock::~FileLock() {
    close(descriptor_);
}

}  // namespace lem::process
