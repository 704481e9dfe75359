#include "platform/http/server/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace lem::http {
namespace {

constexpr std::size_t page_bytes = 4096;  // bytes that begin with a page span fewer of them

}  // namespace

std::shared_ptr<MemoryFile> MemoryFile::create(std::size_t capacity_bytes) {
    const int descriptor = memfd_create("lem-answers", MFD_CLOEXEC);
    if (descriptor < 0) return nullptr;
    void* memory = MAP_FAILED;
    if (ftruncate(descriptor, static_cast<off_t>(capacity_bytes)) == 0)
        memory = mmap(nullptr, capacity_bytes, PROT_READ, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) {
        close(descriptor);
        return nullptr;
    }
    return std::shared_ptr<MemoryFile>(
        new MemoryFile(descriptor, static_cast<char*>(memory), capacity_bytes));
}

MemoryFile::~MemoryFile() {
    munmap(memory_, capacity_bytes_);
    close(descriptor_);
}

std::optional<std::size_t> MemoryFile::add(std::string_view bytes) {
    const std::size_t offset = (used_bytes_ + page_bytes - 1) / page_bytes * page_bytes;
    if (offset > capacity_bytes_ || bytes.size() > capacity_bytes_ - offset) return std::nullopt;
    // Writing through the mapping would end the process when there is no memory.
    const ssize_t written =
        pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written != static_cast<ssize_t>(bytes.size())) return std::nullopt;
    used_bytes_ = offset + bytes.size();
    return offset;
}

std::string_view MemoryFile::bytes(std::size_t offset, std::size_t size) const {
    return {memory_ + offset, size};
}

}  // namespace lem::http
