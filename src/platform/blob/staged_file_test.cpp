#include "platform/blob/staged_file.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/limits.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lem::blob {
namespace {

std::size_t entries_of(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(StagedFile, IsInMemoryWhileItIsSmall) {
    const test::Folder folder;
    StagedFileWriter writer(folder.path());
    writer.append("0123456789");
    writer.append("0123456789");
    const auto file = writer.finish();
    EXPECT_EQ(file->size_bytes, 20U);
    EXPECT_EQ(file->first_bytes, "0123456789012345");
    EXPECT_EQ(file->sha256, sha256_hex("01234567890123456789"));
    EXPECT_EQ(file->content(), "01234567890123456789");
    EXPECT_EQ(entries_of(folder.path()), 0U);
}

TEST(StagedFile, IsOnTheDiskWhenItIsLargeOrWanted) {
    for (const std::size_t size : {std::size_t{5}, limits::upload_in_memory_bytes_max,
                                   limits::upload_in_memory_bytes_max + 1}) {
        SCOPED_TRACE(size);
        const test::Folder folder;
        const std::string bytes(size, 'x');
        StagedFileWriter writer(folder.path());
        writer.append(std::string_view(bytes).substr(0, 3));
        EXPECT_TRUE(writer.stays_in_memory(0));
        writer.append(std::string_view(bytes).substr(3));
        const bool large = size > limits::upload_in_memory_bytes_max;
        EXPECT_EQ(writer.is_on_disk(), large);
        EXPECT_EQ(entries_of(folder.path()), large ? 1U : 0U);
        auto file = writer.finish();
        EXPECT_EQ(file->sha256, sha256_hex(bytes));
        EXPECT_EQ(file::read(file->path(), size), bytes);
        EXPECT_EQ(file->content(), bytes);
        EXPECT_EQ(entries_of(folder.path()), 1U);
        file.reset();
        EXPECT_EQ(entries_of(folder.path()), 0U) << "removed with its object";
    }
}

TEST(StagingFolder, RemovesWhatAKilledProcessLeftAndNothingElse) {
    const test::Folder folder;
    std::ofstream(folder.path() / "upload-of-an-old-version") << "x";
    const StagingFolder living(folder.path());
    StagedFileWriter receiving(living.path());
    const std::string large(limits::upload_in_memory_bytes_max + 1, 'x');
    receiving.append(large);
    const pid_t child = fork();
    if (child == 0) {
        const StagingFolder abandoned(folder.path());
        std::ofstream(abandoned.path() / "upload") << "half";
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(entries_of(folder.path()), 2U) << "the killed process removed its own folder";

    const StagingFolder next(folder.path());
    EXPECT_EQ(entries_of(folder.path()), 2U) << "the living folder and the new one";
    EXPECT_EQ(receiving.finish()->size_bytes, large.size());
}

}  // namespace
}  // namespace lem::blob
