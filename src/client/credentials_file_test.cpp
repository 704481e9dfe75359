#include "client/credentials_file.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::client {
namespace {

class Kept : public testing::Test {
protected:
    KeptLogin login(const std::string& server, const std::string& token) {
        return {.server = server, .account = "ada", .token = token, .expires_at = {}};
    }
    const test::Folder scratch_;
    const CredentialsFile file_{scratch_.path() / "lem" / "credentials.json"};
};

TEST_F(Kept, OneTokenForEachServerThatItsOwnerAloneReads) {
    EXPECT_TRUE(file_.all().empty());
    file_.keep(login("https://a.example", "lemu_1"));
    file_.keep(login("https://b.example", "lemu_2"));
    file_.keep(login("https://a.example", "lemu_3"));
    EXPECT_EQ(file_.all().size(), 2U);
    EXPECT_EQ(file_.find("https://a.example").value().token, "lemu_3");
    EXPECT_FALSE(file_.find("https://c.example").has_value());
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file_.path()).permissions(),
              perms::owner_read | perms::owner_write);
    EXPECT_TRUE(file_.forget("https://a.example"));
    EXPECT_FALSE(file_.forget("https://a.example"));
    EXPECT_EQ(file_.all().size(), 1U);
}

TEST_F(Kept, AFileThatOthersReadOrThatIsBrokenIsNotUsed) {
    file_.keep(login("https://a.example", "lemu_1"));
    std::filesystem::permissions(file_.path(), std::filesystem::perms(0644));
    EXPECT_THROW(file_.all(), Error);
    std::filesystem::permissions(file_.path(), std::filesystem::perms(0600));
    std::ofstream(file_.path()) << "{\"servers\":[{}]}";
    EXPECT_THROW(file_.all(), Error);
}

TEST_F(Kept, TheOldestServerMakesRoom) {
    for (int i = 0; i <= 100; ++i)
        file_.keep(login("https://" + std::to_string(i) + ".example", "lemu_1"));
    EXPECT_EQ(file_.all().size(), 100U);
    EXPECT_FALSE(file_.find("https://0.example").has_value());
    EXPECT_TRUE(file_.find("https://100.example").has_value());
}

}  // namespace
}  // namespace lem::client
