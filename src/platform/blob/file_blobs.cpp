#include "base/error.hpp"
#include "base/hash.hpp"
#include "platform/blob/blob_store.hpp"
#include "platform/blob/durable.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace lem::blob {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

void write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_with_errno(path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// False, with errno, if the data could not be written to the disk.
bool synced(const Descriptor& file, Durability durability) {
    return durability == Durability::none || fdatasync(file.number()) == 0;
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Passes a file's pieces to `take` until it returns false.
void read_file(const std::filesystem::path& path,
               const std::function<bool(std::string_view)>& take) {
    std::ifstream file(path, std::ios::binary);
    std::string piece(256 * 1024, '\0');
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
        if (!take({piece.data(), static_cast<std::size_t>(file.gcount())})) return;
    }
}

std::string sha256_of_file(const std::filesystem::path& path) {
    Sha256 hash;
    read_file(path, [&](std::string_view piece) {
        hash.update(piece);
        return true;
    });
    return hash.finish_hex();
}

}  // namespace

FileBlobs::FileBlobs(std::filesystem::path folder, Durability durability)
    : folder_(std::move(folder)), durability_(durability) {
    std::filesystem::create_directories(folder_);
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char high : digits) {
        for (const char low : digits)
            std::filesystem::create_directories(folder_ / std::string{high, low});
    }
    keep(folder_);
}

FileBlobs::FileBlobs(Existing, std::filesystem::path folder) : folder_(std::move(folder)) {
    if (!std::filesystem::is_directory(folder_))
        throw Error(ErrorCode::bad_request, "There is no folder " + folder_.string() + ".");
}

FileBlobs FileBlobs::existing(std::filesystem::path folder) {
    return FileBlobs(Existing{}, std::move(folder));
}

void FileBlobs::for_each(const std::function<bool(const std::string& sha256)>& each) const {
    std::error_code unreadable;
    for (const auto& folder : std::filesystem::directory_iterator(folder_, unreadable)) {
        for (const auto& file : std::filesystem::directory_iterator(folder.path(), unreadable)) {
            const std::string sha256 =
                folder.path().filename().string() + file.path().filename().string();
            if (is_sha256(sha256) && !each(sha256)) return;
        }
    }
}

bool FileBlobs::contains(std::string_view sha256) const {
    std::error_code unreadable;
    return is_sha256(sha256) && std::filesystem::exists(path_of(sha256), unreadable);
}

std::filesystem::path FileBlobs::path_of(std::string_view sha256) const {
    LEM_ASSERT(is_sha256(sha256));
    return folder_ / sha256.substr(0, 2) / sha256.substr(2);
}

/// Makes a rename in a folder survive a power cut.
void FileBlobs::keep(const std::filesystem::path& path) const {
    if (durability_ == Durability::full) make_durable(path);
}

std::string FileBlobs::put(std::string_view bytes) {
    std::string sha256 = sha256_hex(bytes);
    if (locate(sha256)) return sha256;
    const auto path = path_of(sha256);
    std::string temporary = path.string() + ".XXXXXX";
    {
        const Descriptor descriptor(mkstemp(temporary.data()));
        if (descriptor.number() < 0) fail_with_errno(temporary);
        try {
            write_all(descriptor.number(), bytes, temporary);
            if (!synced(descriptor, durability_)) fail_with_errno(temporary);
        } catch (...) {
            unlink(temporary.c_str());
            throw;
        }
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) fail_with_errno(path);
    keep(path.parent_path());
    return sha256;
}

void FileBlobs::adopt(const std::filesystem::path& file, std::string_view sha256) {
    if (locate(sha256)) return;
    const auto path = path_of(sha256);
    {
        const Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (descriptor.number() < 0 || !synced(descriptor, durability_)) fail_with_errno(file);
    }
    if (rename(file.c_str(), path.c_str()) == 0) return keep(path.parent_path());
    if (errno != EXDEV) fail_with_errno(path);
    std::ostringstream content;  // on another filesystem: copied
    content << std::ifstream(file, std::ios::binary).rdbuf();
    if (put(std::move(content).str()) != sha256)
        throw Error(ErrorCode::internal, "A file changed while it was being stored.");
}

std::optional<std::filesystem::path> FileBlobs::locate(std::string_view sha256) const {
    if (!is_sha256(sha256)) return std::nullopt;
    auto path = path_of(sha256);
    if (!std::filesystem::exists(path) || sha256_of_file(path) != sha256) return std::nullopt;
    return path;
}

std::optional<std::string> FileBlobs::read(std::string_view sha256) const {
    if (!is_sha256(sha256)) return std::nullopt;
    std::ostringstream content;
    content << std::ifstream(path_of(sha256), std::ios::binary).rdbuf();
    std::string bytes = std::move(content).str();
    if (sha256_hex(bytes) != sha256) return std::nullopt;
    return bytes;
}

bool FileBlobs::read_pieces(std::string_view sha256,
                            const std::function<bool(std::string_view)>& take) const {
    if (!is_sha256(sha256)) return false;
    Sha256 hash;
    bool wanted = true;
    read_file(path_of(sha256), [&](std::string_view piece) {
        hash.update(piece);
        return wanted = take(piece);
    });
    return !wanted || hash.finish_hex() == sha256;
}

}  // namespace lem::blob
