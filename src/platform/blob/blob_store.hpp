#pragma once
/// Content-addressed bytes: written once under their SHA-256, never changed. Disks do forget: what
/// no longer has its SHA-256 counts as lost until the same bytes are put again. Thread-safe.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lem::blob {

class BlobStore {
public:
    virtual ~BlobStore() = default;
    /// Durable when it returns. Putting the same bytes again changes nothing, or mends what was
    /// lost. Returns their SHA-256.
    virtual std::string put(std::string_view bytes) = 0;
    /// The same for a file whose SHA-256 is known; the store may take it away.
    virtual void adopt(const std::filesystem::path& file, std::string_view sha256) = 0;
    virtual std::optional<std::string> read(std::string_view sha256) const = 0;
    /// Gives the bytes in pieces until `take` returns false. False when they are lost, which for
    /// damaged bytes is known after the last piece; true when `take` ended it.
    virtual bool read_pieces(std::string_view sha256,
                             const std::function<bool(std::string_view)>& take) const = 0;
    /// Where the bytes lie on this machine's disk; nothing when they are lost.
    virtual std::optional<std::filesystem::path> locate(std::string_view sha256) const = 0;
};

/// FOLDER/ab/cdef...: temporary file, fsync, rename, fsync of the folder.
class FileBlobs final : public BlobStore {
public:
    /// Creates what is missing of the folder.
    explicit FileBlobs(std::filesystem::path folder);
    /// Creates nothing: for looking. Throws Error(bad_request) when there is no such folder.
    static FileBlobs existing(std::filesystem::path folder);

    std::string put(std::string_view bytes) override;
    void adopt(const std::filesystem::path& file, std::string_view sha256) override;
    std::optional<std::string> read(std::string_view sha256) const override;
    bool read_pieces(std::string_view sha256,
                     const std::function<bool(std::string_view)>& take) const override;
    std::optional<std::filesystem::path> locate(std::string_view sha256) const override;
    /// Whether a file has that name; its bytes are not read.
    bool contains(std::string_view sha256) const;
    /// The name of every stored file, in no order, until `each` returns false.
    void for_each(const std::function<bool(const std::string& sha256)>& each) const;

private:
    struct Existing {};
    FileBlobs(Existing, std::filesystem::path folder);
    std::filesystem::path path_of(std::string_view sha256) const;
    std::filesystem::path folder_;
};

}  // namespace lem::blob
