#pragma once
/// Packs texts as files that strangers bring: gzip and zip.

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lem::test {

/// Written by libarchive; `set` chooses format and filter.
template <class Set>
std::string packed(const std::vector<std::pair<std::string, std::string>>& files, Set set) {
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
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
        EXPECT_EQ(archive_write_data(writer, content.data(), content.size()),
                  static_cast<la_ssize_t>(content.size()));
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

/// Small files are stored, so that a test can damage them.
inline std::string zipped(const std::vector<std::pair<std::string, std::string>>& files) {
    const bool large = !files.empty() && files[0].second.size() > 65536;
    return packed(files, [&](struct archive* writer) {
        archive_write_set_format_zip(writer);
        if (!large) archive_write_zip_set_compression_store(writer);
    });
}

}  // namespace lem::test
