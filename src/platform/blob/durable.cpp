#include "platform/blob/durable.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace lem::blob {

void fail_with_errno(const std::filesystem::path& path) {
    const int reason = errno;
    const bool full = reason == ENOSPC || reason == EDQUOT;
    throw Error(full ? ErrorCode::storage_full : ErrorCode::unavailable,
                full ? "The server's disk is full; nothing was stored. Try again later."
                     : "A file could not be stored.")
        .because(path.string() + ": " + std::strerror(reason));
}

void make_durable(const std::filesystem::path& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail_with_errno(path);
    const int result = fsync(descriptor);
    const int reason = errno;
    close(descriptor);
    errno = reason;
    if (result != 0) fail_with_errno(path);
}

}  // namespace lem::blob
