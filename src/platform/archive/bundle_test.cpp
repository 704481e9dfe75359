#include "platform/archive/bundle.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "support/folder.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <zstd.h>

namespace lem::archive {
namespace {

class Bundle : public testing::Test {
protected:
    std::filesystem::path write(const std::string& bytes) const {
        const auto path = folder_.path() / "made.lem";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    std::string packed(const Files& files) const {
        const auto path = folder_.path() / "packed.lem";
        pack(files, path);
        std::ostringstream bytes;
        bytes << std::ifstream(path, std::ios::binary).rdbuf();
        return std::move(bytes).str();
    }
    /// Why it is refused; "" when it is read.
    std::string refusal(const std::string& bytes) const {
        try {
            unpack(write(bytes));
            return {};
        } catch (const Error& error) {
            return error.message();
        }
    }
    static std::string inflated(const std::string& bytes) {
        std::string content(64 * limits::mib, '\0');
        const std::size_t size =
            ZSTD_decompress(content.data(), content.size(), bytes.data(), bytes.size());
        EXPECT_FALSE(ZSTD_isError(size));
        content.resize(size);
        return content;
    }
    static std::string deflated(const std::string& content) {
        std::string bytes(ZSTD_compressBound(content.size()), '\0');
        bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), content.data(), content.size(), 1));
        return bytes;
    }

    const test::Folder folder_;
    const Files files_{{"a.txt", std::string(200'000, 'a')}, {"empty", ""}, {"z.txt", "z"}};
};

/// The tar of another program: a file of two mebibytes of which one byte is stored.
std::filesystem::path write_sparse(const std::filesystem::path& folder) {
    auto path = folder / "sparse.lem";
    const std::string content = std::string(2 * limits::mib - 1, '\0') + "x";
    struct ::archive* writer = archive_write_new();
    archive_write_set_format_pax(writer);
    archive_write_add_filter_zstd(writer);
    archive_write_open_filename(writer, path.c_str());
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, "power.csv");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_sparse_add_entry(entry, static_cast<la_int64_t>(content.size()) - 1, 1);
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
    archive_write_free(writer);
    return path;
}

TEST_F(Bundle, AFileWithHolesIsRefused) {
    try {
        unpack(write_sparse(folder_.path()));
        FAIL() << "a sparse file was unpacked";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("power.csv is a sparse file"), std::string::npos)
            << error.message();
    }
}

TEST_F(Bundle, IsReadAsAStream) {
    const auto path = write(packed(files_));
    EXPECT_EQ(unpack(path), files_);
    std::vector<std::string> begun;
    std::size_t largest = 0;
    read(path, [&](const std::string& name, std::string_view piece) {
        if (piece.empty()) begun.push_back(name);
        largest = std::max(largest, piece.size());
        return true;
    });
    EXPECT_EQ(begun, (std::vector<std::string>{"a.txt", "empty", "z.txt"}));
    EXPECT_LE(largest, 64 * limits::kib);
}

TEST_F(Bundle, TheTakerEndsTheReading) {
    const auto path = write(packed(files_));
    int pieces = 0;
    read(path, [&](const std::string&, std::string_view) { return ++pieces < 2; });
    EXPECT_EQ(pieces, 2);
    const auto fail = [&](const std::string&, std::string_view) -> bool {
        throw Error(ErrorCode::too_large, "enough");
    };
    EXPECT_THROW(read(path, fail), Error);
}

TEST_F(Bundle, NothingMayFollowTheArchive) {
    const std::string good = packed(files_), tar = inflated(good);
    EXPECT_EQ(refusal(deflated(tar)), "");
    EXPECT_EQ(refusal(deflated(tar + std::string(9000 - 9000 % 512, '\0'))), "") << "padding";
    EXPECT_NE(refusal(deflated(tar + "and more")), "");
    EXPECT_NE(refusal(deflated(tar + std::string(512, 'x'))), "");
    EXPECT_NE(refusal(deflated(tar + tar)).find("holds a.txt twice"), std::string::npos);
    EXPECT_NE(refusal(good + "x").find("it has data after"), std::string::npos);
    EXPECT_NE(refusal(good + std::string(1, '\0')).find("it has data after"), std::string::npos);
    EXPECT_NE(refusal(good + good).find("it has data after"), std::string::npos);
    EXPECT_NE(refusal(good.substr(0, good.size() - 3)), "");
}

/// Headers count like content: a frame of a few kilobytes may stand for terabytes of either.
TEST_F(Bundle, WhatIsInflatedIsBounded) {
    const std::string zeros(limits::bundle_inflated_bytes_max + limits::mib, '\0');
    EXPECT_NE(refusal(deflated(zeros)).find("larger than 256 MiB"), std::string::npos);
}

TEST_F(Bundle, TheWindowIsBounded) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    const std::string tar = inflated(packed(files_));
    std::string bytes(ZSTD_compressBound(tar.size()), '\0');
    ZSTD_inBuffer in{tar.data(), tar.size(), 0};
    ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size)
        ZSTD_compressStream2(context, &out, &in, ZSTD_e_continue);
    ASSERT_EQ(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end), 0U);
    ZSTD_freeCCtx(context);
    bytes.resize(out.pos);
    EXPECT_NE(refusal(bytes).find("window is larger than 32 MiB"), std::string::npos)
        << refusal(bytes);
}

}  // namespace
}  // namespace lem::archive
