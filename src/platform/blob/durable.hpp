#pragma once
/// Makes written data survive a power cut. Blocking; thread-safe.

#include <filesystem>

namespace lem::blob {

/// fsync of a file, or of a folder after something in it was created or renamed. Throws Error
/// (storage_full or unavailable) that keeps the path for the log.
void make_durable(const std::filesystem::path& path);

/// The error of a system call on `path` that has just failed, from errno.
[[noreturn]] void fail_with_errno(const std::filesystem::path& path);

}  // namespace lem::blob
