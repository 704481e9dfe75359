#pragma once
/// Content-addressed bytes: written once under their SHA-256, never changed. Disks fail: bytes that
/// no longer have their SHA-256 count as lost until the same bytes are put again. Thread-safe.

#include "base/durability.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lem::blob {

class BlobStore {
public:
    virtual ~BlobStore() = default;
    /// Durable when it returns. Putting the same bytes again changes nothing, or repairs lost ones.
    /// Returns their SHA-256.
    virtual std::string put(std::string_view bytes) = 0;
    /// The same for a file whose SHA-256 is known; the store may move the file.
    virtual void adopt(const std::filesystem::path& file, std::string_view sha256) = 0;
    virtual std::optional<std::string> read(std::string_view sha256) const = 0;
    /// Passes the bytes in pieces to `take` until it returns false. Returns false if they are lost,
    /// which for damaged bytes is known only after the last piece; true if `take` ended it.
    virtual bool read_pieces(std::string_view sha256,
                             const std::function<bool(std::string_view)>& take) const = 0;
    /// The path of the bytes on this machine's disk; nullopt if they are lost.
    virtual std::optional<std::filesystem::path> locate(std::string_view sha256) const = 0;
};

/// FOLDER/ab/cdef...: temporary file, fsync, rename, fsync of the folder.
class FileBlobs final : public BlobStore {
public:
    /// Creates the folder if it is missing.
    explicit FileBlobs(std::filesystem::path folder, Durability durability = Durability::full);
    /// For reading: creates nothing. Throws Error(bad_request) if there is no such folder.
    static FileBlobs existing(std::filesystem::path folder);

    std::string put(std::string_view bytes) override;
    void adopt(const std::filesystem::path& file, std::string_view sha256) override;
    std::optional<std::string> read(std::string_view sha256) const override;
    bool read_pieces(std::string_view sha256,
                     const std::function<bool(std::string_view)>& take) const override;
    std::optional<std::filesystem::path> locate(std::string_view sha256) const override;
    /// Whether a file has that name; its bytes are not read.
    bool contains(std::string_view sha256) const;
    /// Calls `each` with the name of every stored file, in no order, until it returns false.
    void for_each(const std::function<bool(const std::string& sha256)>& each) const;

private:
    struct Existing {};
    FileBlobs(Existing, std::filesystem::path folder);
    std::filesystem::path path_of(std::string_view sha256) const;
    void keep(const std::filesystem::path& path) const;

    std::filesystem::path folder_;
    Durability durability_ = Durability::full;
};

}  // namespace lem::blob
