#include "platform/archive/bundle.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <memory>

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
    return name;
}

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

Files unpack(const std::filesystem::path& file) {
    const Handle reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    archive_read_support_filter_zstd(reader.get());
    const auto broken = [&] {
        return refused("it is not a complete zstd-compressed tar")
            .because(archive_error_string(reader.get()) ? archive_error_string(reader.get()) : "");
    };
    if (archive_read_open_filename(reader.get(), file.c_str(), 64 * limits::kib) != ARCHIVE_OK)
        throw broken();
    Files files;
    std::size_t total = 0;
    archive_entry* entry = nullptr;
    while (true) {
        const int status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF) break;
        if (status != ARCHIVE_OK) throw broken();
        const std::string name = safe_name(entry);
        if (files.size() >= limits::bundle_files_max)
            throw refused("it contains more than " + std::to_string(limits::bundle_files_max) +
                          " files");
        if (files.contains(name)) throw refused("it contains " + name + " twice");
        std::string& content = files[name];
        std::array<char, 64 * limits::kib> chunk;
        while (true) {
            const la_ssize_t size = archive_read_data(reader.get(), chunk.data(), chunk.size());
            if (size < 0) throw broken();
            if (size == 0) break;
            total += static_cast<std::size_t>(size);
            if (total > limits::bundle_inflated_bytes_max)
                throw refused("its content is larger than 256 MiB");
            content.append(chunk.data(), static_cast<std::size_t>(size));
        }
    }
    if (files.empty()) throw refused("it is empty");
    return files;
}

}  // namespace lem::archive
