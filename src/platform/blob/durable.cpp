#include "platform/blob/durable.hpp"

#include "base/storage_error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace lem::blob {

void fail_with_errno(const std::filesystem::path& path) {
    const Error error = storage_error(errno, "A file");
    throw Error(error.code(), error.message()).because(path.string() + ": " + error.cause());
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
