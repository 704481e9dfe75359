#include "platform/files/file_list.hpp"

#include "support/folder.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace lem::files {
namespace {

std::vector<std::string> paths_of(const FileList& list) {
    std::vector<std::string> paths;
    for (const ListedFile& file : list.files)
        paths.push_back(file.path);
    std::ranges::sort(paths);
    return paths;
}

TEST(FileList, HoldsTheFilesOfAllFoldersButHiddenOnes) {
    const test::Folder folder;
    folder.put("b.json", "{}");
    folder.put("runs/1/a.json", "{}");
    folder.put(".git/config", "");
    folder.put("runs/.part", "");
    std::vector<std::string> entered;
    const FileList list = list_files(folder.path(), {.enter = [&](const auto& path) {
                                         entered.push_back(path.filename().string());
                                     }});
    EXPECT_EQ(paths_of(list), (std::vector<std::string>{"b.json", "runs/1/a.json"}));
    EXPECT_EQ(entered.size(), 3U);
    EXPECT_TRUE(list.complete);
}

TEST(FileList, FollowsALinkToAFileAndNoLinkToAFolder) {
    const test::Folder folder, elsewhere;
    folder.put("runs/a.json", "{}");
    std::filesystem::create_directory_symlink(folder.path(), folder.path() / "runs/loop");
    std::filesystem::create_symlink(folder.path() / "runs/b", folder.path() / "runs/b");
    std::filesystem::create_symlink(elsewhere.put("far.json", "{}"), folder.path() / "near.json");
    EXPECT_EQ(paths_of(list_files(folder.path(), {})),
              (std::vector<std::string>{"near.json", "runs/a.json"}));
}

TEST(FileList, EndsAtItsLimitAndSaysSo) {
    const test::Folder folder;
    for (int i = 0; i < 20; ++i)
        folder.put(std::to_string(i % 4) + "/" + std::to_string(i), "");
    EXPECT_TRUE(list_files(folder.path(), {.entries_max = 24}).complete);
    const FileList cut = list_files(folder.path(), {.entries_max = 23});
    EXPECT_FALSE(cut.complete);
    EXPECT_LT(cut.files.size(), 20U);
}

TEST(FileList, NamesAFolderThatCannotBeOpened) {
    const test::Folder folder;
    const FileList list = list_files(folder.put("file", ""), {});
    ASSERT_EQ(list.unreadable.size(), 1U);
    EXPECT_EQ(list.unreadable[0].reason, "Not a directory");
    EXPECT_TRUE(list_files(folder.path() / "gone", {}).unreadable.empty());
}

TEST(FileStamp, ChangesWhenAFileIsWrittenOrReplaced) {
    const test::Folder folder;
    const auto path = folder.put("a", "1");
    const auto before = stamp_of(path);
    ASSERT_TRUE(before.has_value());
    EXPECT_EQ(before, stamp_of(path));
    folder.put("a", "12");
    const auto written = stamp_of(path);
    EXPECT_NE(written, before);
    std::filesystem::rename(folder.put("b", "12"), path);
    EXPECT_NE(stamp_of(path), written);
    EXPECT_EQ(stamp_of(folder.path()), std::nullopt);
}

}  // namespace
}  // namespace lem::files
