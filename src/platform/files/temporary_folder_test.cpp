#include "platform/files/temporary_folder.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::files {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsItsOwnersAloneAndGoesWithItsObject) {
    const test::Folder parent;
    fs::path path;
    {
        const TemporaryFolder folder(parent.path(), "view");
        path = folder.path();
        EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
        std::ofstream(path / "data") << "x";
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, RemovesWhatAKilledProcessLeftAndNothingElse) {
    const test::Folder parent;
    const auto left = parent.put("view-killed/data", "x");
    const auto other = parent.put("other-killed/data", "x");
    fs::create_directory_symlink(other.parent_path(), parent.path() / "view-link");
    const TemporaryFolder living(parent.path(), "view");
    const TemporaryFolder next(parent.path(), "view");
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(other));
    EXPECT_TRUE(fs::exists(living.path()));
}

TEST(TemporaryFolder, SaysWhereItCannotBeMade) {
    try {
        const TemporaryFolder folder("/no/such/folder", "view");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("/no/such/folder"), std::string::npos);
        EXPECT_NE(error.message().find("TMPDIR"), std::string::npos);
    }
}

}  // namespace
}  // namespace lem::files
