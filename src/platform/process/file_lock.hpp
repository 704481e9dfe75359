#pragma once
/// A lock of a file (flock) that one process holds at a time. Released by the destructor, and by
/// any end of the process.

#include <string>
#include <sys/types.h>

namespace lem::process {

class FileLock {
public:
    /// Messages for the user when the lock is not obtained.
    struct Messages {
        std::string unwritable;  // the file cannot be opened or created
        std::string held;        // another process holds the lock
    };
    /// Creates the file with `mode` if it is missing. Does not wait: throws Error(unavailable) with
    /// `unwritable`, or Error(conflict) with `held`.
    FileLock(const std::string& path, const Messages& messages, mode_t mode = 0600);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

}  // namespace lem::process
