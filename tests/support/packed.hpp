#pragma once
/// Packs texts as files that strangers bring: gzip, zstd, zip and tar.

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lem::test {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

enum class Kind { file, symbolic_link, hard_link, pipe };

/// Written by libarchive; `set` chooses format and filter. The text of a link is its target.
template <class Set>
std::string packed(const NamedTexts& files, Set set, Kind kind = Kind::file) {
    std::size_t size = 65536, used = 0;
    for (const auto& [name, content] : files)
        size += content.size() + 4 * name.size() + 1024;
    std::string bytes(size, '\0');
    struct archive* writer = archive_write_new();
    set(writer);
    archive_write_set_bytes_in_last_block(writer, 1);
    EXPECT_EQ(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
    for (const auto& [name, content] : files) {
        struct archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, kind == Kind::symbolic_link ? AE_IFLNK
                                          : kind == Kind::pipe        ? AE_IFIFO
                                                                      : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        if (kind == Kind::symbolic_link) archive_entry_set_symlink(entry, content.c_str());
        if (kind == Kind::hard_link) archive_entry_set_hardlink(entry, content.c_str());
        const std::size_t length = kind == Kind::file ? content.size() : 0;
        archive_entry_set_size(entry, static_cast<la_int64_t>(length));
        EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
        EXPECT_EQ(archive_write_data(writer, content.data(), length),
                  static_cast<la_ssize_t>(length));
        archive_entry_free(entry);
    }
    EXPECT_EQ(archive_write_close(writer), ARCHIVE_OK);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

inline std::string gzipped(std::string_view content) {
    return packed({{"data", std::string(content)}}, [](struct archive* writer) {
        archive_write_set_format_raw(writer);
        archive_write_add_filter_gzip(writer);
    });
}

inline std::string zstd_packed(std::string_view content) {
    return packed({{"data", std::string(content)}}, [](struct archive* writer) {
        archive_write_set_format_raw(writer);
        archive_write_add_filter_zstd(writer);
    });
}

inline std::string tarred(const NamedTexts& files, Kind kind = Kind::file) {
    return packed(files, archive_write_set_format_pax_restricted, kind);
}

/// Small files are stored, so that a test can damage them.
inline std::string zipped(const NamedTexts& files, Kind kind = Kind::file) {
    const bool large = !files.empty() && files[0].second.size() > 65536;
    const auto set = [&](struct archive* writer) {
        archive_write_set_format_zip(writer);
        if (!large) archive_write_zip_set_compression_store(writer);
    };
    return packed(files, set, kind);
}

}  // namespace lem::test
