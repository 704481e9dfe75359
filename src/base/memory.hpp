#pragma once
/// The allocator keeps freed memory for each thread. After a large document on each of many threads
/// that is gigabytes which nobody uses.

#include <cstddef>

namespace lem {

/// Gives freed memory back to the system when it goes out of scope, if the work was on more than
/// a mebibyte. Declare it before what holds the memory. Thread-safe.
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
