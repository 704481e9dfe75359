#include "platform/archive/bundle.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <zstd.h>
#include <zstd_errors.h>

namespace lem::archive {
namespace {

struct Closers {
    void operator()(struct ::archive* a) const { archive_free(a); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Handle = std::unique_ptr<struct ::archive, Closers>;

Error refused(std::string message) {
    return Error(ErrorCode::invalid, "The bundle is refused: " + std::move(message) + ".");
}

std::string safe_name(archive_entry* entry) {
    const char* raw = archive_entry_pathname(entry);
    const std::string name = raw == nullptr ? "" : raw;
    const bool plain = !name.empty() && name.size() <= limits::bundle_path_length_max &&
                       name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                  (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
                       });
    if (!plain) throw refused("\"" + name.substr(0, 80) + "\" is not a plain file name");
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
        throw refused(name + " is not a regular file");
    }
    // A few bytes can declare a hole of terabytes.
    if (archive_entry_sparse_count(entry) > 0)
        throw refused(name + " is a sparse file; pack it without --sparse");
    return name;
}

/// Decompresses one zstd frame and counts the output, including tar headers: a few bytes may expand
/// to terabytes.
class Inflater {
public:
    explicit Inflater(const std::filesystem::path& file) : file_(file, std::ios::binary) {
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, limits::bundle_window_log_max);
    }

    /// libarchive's callback; `self` is the Inflater.
    static la_ssize_t next(struct ::archive*, void* self, const void** buffer) {
        return static_cast<Inflater*>(self)->inflate(buffer);
    }

    /// Why the archive could not be read.
    Error refusal(struct ::archive* reader) const {
        if (!failure_.empty()) return refused(failure_);
        const char* cause = archive_error_string(reader);
        return refused("it is not a whole zstd-compressed tar").because(cause ? cause : "");
    }

private:
    struct Free {
        void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
    };

    la_ssize_t fail(std::string why) {
        failure_ = std::move(why);
        return ARCHIVE_FATAL;
    }

    /// Bytes of the file; false at its end.
    bool refill() {
        file_.read(compressed_.data(), static_cast<std::streamsize>(compressed_.size()));
        input_ = {compressed_.data(), static_cast<std::size_t>(file_.gcount()), 0};
        return input_.size > 0;
    }

    la_ssize_t inflate(const void** buffer) {
        ZSTD_outBuffer out{content_.data(), content_.size(), 0};
        while (out.pos == 0) {
            const bool left = input_.pos < input_.size || refill();
            if (ended_) return left ? fail("it has data after its zstd frame") : 0;
            if (!left) return fail("it ends too early");
            const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &input_);
            if (ZSTD_isError(result)) {
                const bool window =
                    ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;
                return fail(window ? "its zstd window is larger than 32 MiB; pack it without --long"
                                   : "it is not a whole zstd-compressed tar");
            }
            ended_ = result == 0;
        }
        total_ += out.pos;
        if (total_ > limits::bundle_inflated_bytes_max)
            return fail("its content is larger than 256 MiB");
        *buffer = content_.data();
        return static_cast<la_ssize_t>(out.pos);
    }

    std::ifstream file_;
    std::unique_ptr<ZSTD_DCtx, Free> stream_{ZSTD_createDCtx()};
    std::string compressed_ = std::string(64 * limits::kib, '\0');
    std::string content_ = std::string(256 * limits::kib, '\0');
    ZSTD_inBuffer input_{nullptr, 0, 0};
    bool ended_ = false;
    std::size_t total_ = 0;
    std::string failure_;
};

}  // namespace

bool is_bundle(std::string_view first_bytes) {
    return first_bytes.starts_with("\x28\xB5\x2F\xFD");
}

void pack(const Files& files, const std::filesystem::path& out) {
    const Handle writer(archive_write_new());
    archive_write_set_format_ustar(writer.get());
    archive_write_add_filter_zstd(writer.get());
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    const auto require = [&](la_ssize_t status) {
        if (status < 0)
            throw Error(ErrorCode::internal, "Cannot write " + out.string() + ".")
                .because(archive_error_string(writer.get()));
    };
    require(archive_write_open_filename(writer.get(), out.c_str()));
    for (const auto& [name, content] : files) {
        const std::unique_ptr<archive_entry, Closers> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
        archive_entry_set_mtime(entry.get(), 0, 0);
        require(archive_write_header(writer.get(), entry.get()));
        require(archive_write_data(writer.get(), content.data(), content.size()));
    }
    require(archive_write_close(writer.get()));
}

namespace {

/// The next entry's name; nullopt at the end of the archive.
std::optional<std::string> next_name(struct ::archive* reader, Inflater& inflater) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (status != ARCHIVE_OK) throw inflater.refusal(reader);
    return safe_name(entry);
}

}  // namespace

void read(const std::filesystem::path& file, const TakePiece& take) {
    Inflater inflater(file);
    const Handle reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    // Continues after the end marker: zeros are padding, anything else is an entry or damage.
    archive_read_set_options(reader.get(), "tar:read_concatenated_archives");
    if (archive_read_open(reader.get(), &inflater, nullptr, Inflater::next, nullptr) != ARCHIVE_OK)
        throw inflater.refusal(reader.get());
    std::set<std::string> names;
    while (const auto name = next_name(reader.get(), inflater)) {
        if (names.size() >= limits::bundle_files_max)
            throw refused("it holds more than " + std::to_string(limits::bundle_files_max) +
                          " files");
        if (!names.insert(*name).second) throw refused("it holds " + *name + " twice");
        if (!take(*name, {})) return;
        std::array<char, 64 * limits::kib> chunk;
        while (true) {
            const la_ssize_t size = archive_read_data(reader.get(), chunk.data(), chunk.size());
            if (size < 0) throw inflater.refusal(reader.get());
            if (size == 0) break;
            if (!take(*name, {chunk.data(), static_cast<std::size_t>(size)})) return;
        }
    }
    if (names.empty()) throw refused("it is empty");
}

Files unpack(const std::filesystem::path& file) {
    Files files;
    read(file, [&](const std::string& name, std::string_view piece) {
        files[name] += piece;
        return true;
    });
    return files;
}

}  // namespace lem::archive
