#pragma once
/// Memory that is also a file without a name, so that the kernel can send its pages without copying
/// them (sendfile). Bytes are added and never changed. One thread adds; reading is thread-safe.

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace lem::http {

class MemoryFile {
public:
    /// Null if the system refuses it. Memory is used when bytes are added.
    static std::shared_ptr<MemoryFile> create(std::size_t capacity_bytes);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    /// The offset of the added bytes; nullopt if there is no room for them.
    std::optional<std::size_t> add(std::string_view bytes);
    std::string_view bytes(std::size_t offset, std::size_t size) const;
    int descriptor() const { return descriptor_; }

private:
    MemoryFile(int descriptor, char* memory, std::size_t capacity_bytes)
        : descriptor_(descriptor), memory_(memory), capacity_bytes_(capacity_bytes) {}

    int descriptor_;
    char* memory_;
    std::size_t capacity_bytes_;
    std::size_t used_bytes_ = 0;
};

}  // namespace lem::http
