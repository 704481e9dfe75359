#include "base/file.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace lem::file {
namespace {

std::ifstream opened(const std::filesystem::path& path, ErrorCode unreadable) {
    std::ifstream stream(path, std::ios::binary);
    std::error_code unknown;
    if (!stream || std::filesystem::is_directory(path, unknown))
        throw Error(unreadable, "Cannot read " + path.string() + ".");
    return stream;
}

/// False once `take` has returned false.
bool read_all(std::ifstream stream, const std::function<bool(std::string_view)>& take) {
    std::string piece(256 * limits::kib, '\0');
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())),
           stream.gcount() > 0) {
        if (!take({piece.data(), static_cast<std::size_t>(stream.gcount())})) return false;
    }
    return true;
}

}  // namespace

std::string read(const std::filesystem::path& path, std::size_t bytes_max, ErrorCode unreadable) {
    std::string content;
    std::error_code unknown;  // of what is no regular file
    const std::uintmax_t size = std::filesystem::file_size(path, unknown);
    if (!unknown) content.reserve(std::min<std::uintmax_t>(size, bytes_max));
    const bool whole = read_all(opened(path, unreadable), [&](std::string_view piece) {
        if (content.size() + piece.size() > bytes_max) return false;
        content += piece;
        return true;
    });
    if (!whole)
        throw Error(ErrorCode::too_large,
                    path.string() + " is larger than " + std::to_string(bytes_max) + " bytes.");
    return content;
}

void read_pieces(const std::filesystem::path& path,
                 const std::function<bool(std::string_view)>& take) {
    read_all(opened(path, ErrorCode::bad_request), take);
}

void replace(const std::filesystem::path& path, std::string_view content) {
    const std::filesystem::path part = path.string() + ".part";
    std::ofstream stream(part, std::ios::binary | std::ios::trunc);
    stream << content;
    stream.close();
    std::error_code failure;
    if (stream) std::filesystem::rename(part, path, failure);
    if (stream && !failure) return;
    std::filesystem::remove(part, failure);
    throw Error(ErrorCode::unavailable, "Cannot write " + path.string() +
                                            "; is its folder writable, and is there enough space?");
}

void replace_private(const std::filesystem::path& path, std::string_view content) {
    std::string part = path.string() + ".XXXXXX";
    const int descriptor = mkstemp(part.data());  // mode 0600
    bool written = descriptor >= 0 &&
                   write(descriptor, content.data(), content.size()) == std::ssize(content) &&
                   fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    std::error_code failure;
    if (written) std::filesystem::rename(part, path, failure);
    if (written && !failure) return;
    if (descriptor >= 0) unlink(part.c_str());
    throw Error(ErrorCode::unavailable, "Cannot write " + path.string() +
                                            "; is its folder writable, and is there enough space?");
}

void create_private_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    if (std::filesystem::create_directories(folder, failure) && !failure)
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
    if (failure)
        throw Error(ErrorCode::unavailable, "Cannot create the folder " + folder.string() + ": " +
                                                failure.message() + ". Choose another.");
}

}  // namespace lem::file
