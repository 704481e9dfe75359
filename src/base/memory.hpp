#pragma once
/// The allocator keeps freed memory per thread. After a large document on each of many threads,
/// gigabytes of it stay unused.

#include <cstddef>

namespace lem {

/// Returns freed memory to the system when it goes out of scope, if the work was on more than one
/// MiB. Declare it before the objects that hold the memory. Thread-safe.
class MemoryRelease {
public:
    explicit MemoryRelease(std::size_t work_bytes) : work_bytes_(work_bytes) {}
    ~MemoryRelease();
    MemoryRelease(const MemoryRelease&) = delete;
    MemoryRelease& operator=(const MemoryRelease&) = delete;

private:
    std::size_t work_bytes_;
};

}  // namespace lem
