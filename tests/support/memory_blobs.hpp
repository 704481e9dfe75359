#pragma once
/// Blobs that live as long as the object, for tests of the content rather than the storage.

#include "base/hash.hpp"
#include "platform/blob/blob_store.hpp"

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

namespace lem::test {

class MemoryBlobs final : public blob::BlobStore {
public:
    std::string put(std::string_view bytes) override {
        const std::string sha256 = sha256_hex(bytes);
        const std::lock_guard lock(mutex_);
        blobs_.emplace(sha256, bytes);
        return sha256;
    }
    void adopt(const std::filesystem::path& file, std::string_view) override {
        std::ostringstream content;
        content << std::ifstream(file, std::ios::binary).rdbuf();
        put(std::move(content).str());
    }
    std::optional<std::string> read(std::string_view sha256) const override {
        const std::lock_guard lock(mutex_);
        const auto found = blobs_.find(std::string(sha256));
        if (found == blobs_.end()) return std::nullopt;
        return found->second;
    }
    bool read_pieces(std::string_view sha256,
                     const std::function<bool(std::string_view)>& take) const override {
        const auto bytes = read(sha256);
        if (bytes) take(*bytes);
        return bytes.has_value();
    }
    std::optional<std::filesystem::path> locate(std::string_view) const override {
        return std::nullopt;  // nothing is on disk
    }
    void lose(const std::string& sha256) {
        const std::lock_guard lock(mutex_);
        blobs_.erase(sha256);
    }
    void lose_all() {
        const std::lock_guard lock(mutex_);
        blobs_.clear();
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return blobs_.size();
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> blobs_;
};

}  // namespace lem::test
