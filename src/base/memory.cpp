#include "base/memory.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace lem {

MemoryRelease::~MemoryRelease() {
#ifdef __GLIBC__
    constexpr std::size_t large_bytes = 1 << 20;
    if (work_bytes_ > large_bytes) malloc_trim(0);
#endif
}

}  // namespace lem
