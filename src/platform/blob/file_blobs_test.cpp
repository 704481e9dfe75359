#include "base/hash.hpp"
#include "platform/blob/blob_store.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::blob {
namespace {

class FileBlobsTest : public testing::Test {
protected:
    std::string new_file(std::string_view content) {
        const std::string path = (scratch_.path() / "upload").string();
        std::ofstream(path) << content;
        return path;
    }

    const test::Folder scratch_;
    FileBlobs blobs_{scratch_.path() / "blobs"};
};

TEST_F(FileBlobsTest, GivesBackWhatWasPut) {
    const std::string sha256 = blobs_.put("energy");
    EXPECT_EQ(sha256, sha256_hex("energy"));
    EXPECT_EQ(blobs_.read(sha256), "energy");
    EXPECT_EQ(blobs_.put("energy"), sha256);
    EXPECT_FALSE(blobs_.read(sha256_hex("power")));
    EXPECT_FALSE(blobs_.locate("../../etc/passwd"));
}

TEST_F(FileBlobsTest, AdoptsAFile) {
    const std::string sha256 = sha256_hex("trace");
    blobs_.adopt(new_file("trace"), sha256);
    EXPECT_EQ(blobs_.read(sha256), "trace");
    blobs_.adopt(new_file("trace"), sha256);
    EXPECT_EQ(blobs_.read(sha256), "trace");
}

/// A flipped bit, a cut file, a file that is gone: lost, until the same bytes come again.
TEST_F(FileBlobsTest, NeverServesOtherBytesAndIsMendedByTheSame) {
    const std::string sha256 = blobs_.put("energy");
    const auto path = *blobs_.locate(sha256);
    const auto damages = std::to_array<std::function<void()>>({
        [&] { std::ofstream(path) << "enerqy"; },
        [&] { std::filesystem::resize_file(path, 3); },
        [&] { std::filesystem::remove(path); },
    });
    for (std::size_t i = 0; i < damages.size(); ++i) {
        SCOPED_TRACE(i);
        damages[i]();
        EXPECT_FALSE(blobs_.read(sha256));
        EXPECT_FALSE(blobs_.locate(sha256));
        if (i % 2 == 0)
            blobs_.put("energy");
        else
            blobs_.adopt(new_file("energy"), sha256);
        EXPECT_EQ(blobs_.read(sha256), "energy");
    }
}

}  // namespace
}  // namespace lem::blob
