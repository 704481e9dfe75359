#include "client/key_folder.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

class Keys : public testing::Test {
protected:
    static ErrorCode code_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    }
    static mode_t mode_of(const fs::path& path) {
        struct stat status{};
        EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
        return status.st_mode & 0777;
    }

    const test::Folder scratch_;
    const fs::path folder_ = scratch_.path() / "config/keys";
    const KeyFolder keys_{folder_};
    FakeClock clock_;
    FakeRandom random_;
};

TEST_F(Keys, ACreatedKeyIsFoundAgainAndIsItsUsersAlone) {
    const SigningKey made = keys_.create("laptop", clock_, random_);
    EXPECT_EQ(mode_of(folder_ / "laptop.pem"), 0600U);
    EXPECT_EQ(mode_of(folder_), 0700U);
    const SigningKey found = keys_.named("laptop");
    EXPECT_EQ(found.seed, made.seed);
    EXPECT_EQ(found.created_at, made.created_at);
    EXPECT_EQ(found.created_at.substr(0, 4), "2025");
}

TEST_F(Keys, AKeyIsNeverReplaced) {
    const SigningKey first = keys_.create("laptop", clock_, random_);
    EXPECT_EQ(code_of([&] { keys_.create("laptop", clock_, random_); }), ErrorCode::conflict);
    EXPECT_EQ(keys_.named("laptop").seed, first.seed);
}

TEST_F(Keys, ANameIsOneOfAFile) {
    for (const char* name : {"", "..", "a/b", "A", "a b", "-a", "a--b", "a\n", ".a"})
        EXPECT_EQ(code_of([&] { keys_.create(name, clock_, random_); }), ErrorCode::bad_request)
            << name;
    EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(Keys, AreRefusedWhenOthersCanReadThemOrTheyAreDamaged) {
    keys_.create("laptop", clock_, random_);
    fs::permissions(folder_ / "laptop.pem", fs::perms::owner_read | fs::perms::group_read);
    EXPECT_EQ(code_of([&] { keys_.named("laptop"); }), ErrorCode::forbidden);
    fs::permissions(folder_ / "laptop.pem", fs::perms::owner_read | fs::perms::owner_write);
    fs::resize_file(folder_ / "laptop.pem", 90);
    EXPECT_EQ(code_of([&] { keys_.named("laptop"); }), ErrorCode::invalid);
    EXPECT_EQ(code_of([&] { keys_.named("other"); }), ErrorCode::not_found);
}

TEST_F(Keys, TheOnlyKeySignsAndAmongSeveralTheNamedOne) {
    EXPECT_FALSE(keys_.chosen(""));
    EXPECT_TRUE(keys_.list().empty());
    keys_.create("b", clock_, random_);
    EXPECT_EQ(keys_.chosen("")->name, "b");
    keys_.create("a", clock_, random_);
    EXPECT_EQ(keys_.list().front().name, "a");
    EXPECT_EQ(code_of([&] { keys_.chosen(""); }), ErrorCode::bad_request);
    EXPECT_EQ(keys_.chosen("a")->name, "a");
}

}  // namespace
}  // namespace lem::client
