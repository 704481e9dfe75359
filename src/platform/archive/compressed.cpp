#include "platform/archive/compressed.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <filesystem>
#include <memory>
#include <set>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace lem::archive {
namespace {

struct Free {
    void operator()(struct ::archive* reader) const { archive_read_free(reader); }
    void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
};
using Handle = std::unique_ptr<struct ::archive, Free>;

Error refused(const std::string& why) {
    return Error(ErrorCode::invalid, "The archive is refused: " + why + ".");
}

/// A content with its limits.
class Content {
public:
    Content(std::size_t packed_bytes, std::size_t bytes_max)
        : bytes_max_(bytes_max), by_ratio_(packed_bytes * limits::packing_ratio_max) {}

    /// Room for `size` more bytes. Throws Error(invalid).
    void count(std::size_t size) {
        total_ += size;
        if (total_ > bytes_max_)
            throw refused("its content is larger than " + std::to_string(bytes_max_ / limits::mib) +
                          " MiB");
        if (total_ > std::max(by_ratio_, limits::mib))
            throw refused("its content is more than " + std::to_string(limits::packing_ratio_max) +
                          " times as large as the archive");
    }

private:
    std::size_t bytes_max_, by_ratio_, total_ = 0;
};

class GzipStream {
public:
    explicit GzipStream(std::string_view bytes) {
        constexpr int gzip_alone = 16 + MAX_WBITS;
        if (inflateInit2(&stream_, gzip_alone) != Z_OK)
            throw Error(ErrorCode::internal, "zlib cannot start.");
        // zlib's interface is not const, but it only reads.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
    }
    ~GzipStream() { inflateEnd(&stream_); }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;

    /// The next piece; empty at the end.
    std::string_view next() {
        while (!ended_ || stream_.avail_in > 0) {
            if (ended_) {
                inflateReset(&stream_);
                ended_ = false;
            }
            stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
            stream_.avail_out = static_cast<uInt>(piece_.size());
            const int result = ::inflate(&stream_, Z_NO_FLUSH);
            ended_ = result == Z_STREAM_END;
            if (!ended_ && result != Z_OK)
                throw refused(result == Z_BUF_ERROR ? "it ends too early"
                                                    : "it is not whole, or not gzip");
            const std::size_t size = piece_.size() - stream_.avail_out;
            if (size > 0) return {piece_.data(), size};
        }
        return {};
    }

private:
    z_stream stream_{};
    bool ended_ = false;
    std::array<char, 64 * limits::kib> piece_{};
};

class ZstdStream {
public:
    explicit ZstdStream(std::string_view bytes) : input_{bytes.data(), bytes.size(), 0} {
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, limits::bundle_window_log_max);
    }

    /// The next piece; empty at the end.
    std::string_view next() {
        ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
        while (out.pos == 0 && (!ended_ || input_.pos < input_.size)) {
            const std::size_t before = input_.pos;
            const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &input_);
            if (ZSTD_isError(result)) {
                const bool window =
                    ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;
                throw refused(window ? "its zstd window is larger than 32 MiB; pack it without "
                                       "--long"
                                     : "it is not whole, or not zstd");
            }
            ended_ = result == 0;
            if (!ended_ && out.pos == 0 && input_.pos == before) throw refused("it ends too early");
        }
        return {piece_.data(), out.pos};
    }

private:
    std::unique_ptr<ZSTD_DCtx, Free> stream_{ZSTD_createDCtx()};
    ZSTD_inBuffer input_;
    bool ended_ = false;
    std::array<char, 64 * limits::kib> piece_{};
};

template <class Stream>
std::string content_of(Stream&& stream, Content limit) {
    std::string content;
    for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) {
        limit.count(piece.size());
        content += piece;
    }
    return content;
}

/// The path below the archive; empty for its top.
std::string name_of(archive_entry* entry) {
    const char* raw = archive_entry_pathname_utf8(entry);
    if (raw == nullptr) raw = archive_entry_pathname(entry);
    const std::string name = text::cut(raw == nullptr ? "" : raw, limits::zip_name_bytes_max);
    const bool printable =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' '; });
    if (name.empty() || !printable) throw refused("a file in it has no printable name");
    std::string path = name;
    std::ranges::replace(path, '\\', '/');
    if (path.starts_with('/') || path.substr(1).starts_with(":/"))
        throw refused(name + " in it is an absolute path");
    const auto folders = text::split(path, '/');
    if (std::ranges::find(folders, "..") != folders.end())
        throw refused(name + " in it leads out of it");
    path = std::filesystem::path(path).lexically_normal().generic_string();
    return path == "." ? "" : path;
}

/// What the Finder adds to each file.
bool is_apples(std::string_view name) {
    return name.starts_with("__MACOSX/") || text::file_name(name).starts_with("._");
}

Error unreadable(struct ::archive* reader) {
    const char* cause = archive_error_string(reader);
    return refused("it is not a whole zip or tar archive").because(cause ? cause : "");
}

/// Whether the entry is a file. Throws Error(invalid) for what is neither that nor a folder.
bool is_file(archive_entry* entry, const std::string& name) {
    if (archive_entry_is_encrypted(entry) > 0) throw refused(name + " in it is encrypted");
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr)
        throw refused(name + " in it is a link; pack the file itself");
    if (type != AE_IFREG && type != AE_IFDIR)
        throw refused(name + " in it is neither a file nor a folder");
    return type == AE_IFREG;
}

std::string content_of(struct ::archive* reader, const std::string& name, Content& limit) {
    std::string bytes;
    std::array<char, 64 * limits::kib> piece;
    while (true) {
        const la_ssize_t size = archive_read_data(reader, piece.data(), piece.size());
        if (size == 0) return bytes;
        if (size < 0) {
            const char* cause = archive_error_string(reader);
            throw refused(name + " in it cannot be read").because(cause ? cause : "");
        }
        limit.count(static_cast<std::size_t>(size));
        bytes.append(piece.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace

Packing packing_of(std::string_view first_bytes) {
    using namespace std::string_view_literals;
    constexpr std::size_t tar_magic = 257;
    if (first_bytes.starts_with("\x1F\x8B"sv)) return Packing::gzip;
    if (first_bytes.starts_with("\x28\xB5\x2F\xFD"sv)) return Packing::zstd;
    if (first_bytes.starts_with("PK\x03\x04"sv) || first_bytes.starts_with("PK\x05\x06"sv))
        return Packing::zip;
    if (first_bytes.size() >= packing_bytes && first_bytes.substr(tar_magic, 5) == "ustar")
        return Packing::tar;
    return Packing::none;
}

bool is_archive(std::string_view first_bytes) {
    Packing packing = packing_of(first_bytes);
    try {
        if (packing == Packing::gzip)
            packing = packing_of(GzipStream(first_bytes).next());
        else if (packing == Packing::zstd)
            packing = packing_of(ZstdStream(first_bytes).next());
    } catch (const Error&) {
        return false;  // whoever reads all of it says why it cannot
    }
    return packing == Packing::zip || packing == Packing::tar;
}

std::string inflate(std::string_view bytes, std::size_t bytes_max) {
    const Content limit(bytes.size(), bytes_max);
    return packing_of(bytes) == Packing::zstd ? content_of(ZstdStream(bytes), limit)
                                              : content_of(GzipStream(bytes), limit);
}

std::vector<PackedFile> unpack(std::string_view packed, std::size_t bytes_max) {
    const bool compressed = is_compressed(packing_of(packed));
    const std::string inflated = compressed ? inflate(packed, bytes_max) : "";
    const std::string_view bytes = compressed ? inflated : packed;
    const Handle reader(archive_read_new());
    archive_read_support_format_zip_seekable(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        throw unreadable(reader.get());
    Content limit(bytes.size(), bytes_max);
    std::vector<PackedFile> files;
    std::set<std::string> names;
    std::size_t entries = 0;
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK ||
           status == ARCHIVE_WARN) {  // of names that are not ASCII
        if (++entries > limits::zip_files_max)
            throw refused("it holds more than " + std::to_string(limits::zip_files_max) + " files");
        const std::string name = name_of(entry);
        if (!is_file(entry, name) || name.empty() || is_apples(name)) continue;
        if (!names.insert(name).second) throw refused("it holds " + name + " twice");
        files.push_back({name, content_of(reader.get(), name, limit)});
    }
    if (status != ARCHIVE_EOF) throw unreadable(reader.get());
    return files;
}

}  // namespace lem::archive
