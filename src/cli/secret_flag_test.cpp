#include "cli/secret_flag.hpp"

#include "base/error.hpp"
#include "cli/flags.hpp"
#include "support/folder.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace lem::cli {
namespace {

class SecretFlag : public testing::Test {
protected:
    void TearDown() override {
        unsetenv("LEM_TEST_SECRET");
        unsetenv("LEM_TEST_SECRET_FILE");
    }
    std::string file(const std::string& content) {
        const auto path = folder_.path() / "secret";
        std::ofstream(path) << content;
        return path.string();
    }
    /// What the command line gives; the words that it refuses with, after a "!".
    std::string given(std::vector<std::string> words) {
        CLI::App command("", "serve");
        std::optional<Secret> secret;
        add_secret(command, {"--test-secret", "LEM_TEST_SECRET", "Secret."}, secret);
        std::reverse(words.begin(), words.end());
        try {
            command.parse(words);
        } catch (const std::exception& refused) {
            return "!" + std::string(refused.what());
        }
        return secret ? secret->text : "none";
    }
    const test::Folder folder_;
};

TEST_F(SecretFlag, ComesFromAFileOrAVariable) {
    EXPECT_EQ(given({}), "none");
    const std::string path = file("  hush \n");
    EXPECT_EQ(given({"--test-secret-file", path}), "hush");
    setenv("LEM_TEST_SECRET_FILE", path.c_str(), 1);
    EXPECT_EQ(given({}), "hush");
    unsetenv("LEM_TEST_SECRET_FILE");
    setenv("LEM_TEST_SECRET", "hush2", 1);
    EXPECT_EQ(given({}), "hush2");
}

TEST_F(SecretFlag, IsNotTakenFromTheCommandLine) {
    const std::string said = given({"--test-secret", "hush"});
    EXPECT_NE(said.find("--test-secret-file FILE"), said.npos) << said;
    EXPECT_EQ(said.find("hush"), said.npos) << said;
}

TEST_F(SecretFlag, SaysWhatIsWrongWithoutShowingIt) {
    for (const std::string& content : {std::string(" \n"), std::string("hush\nhush"),
                                       std::string(5000, 'h'), std::string(9000, 'h')}) {
        const std::string said = given({"--test-secret-file", file(content)});
        EXPECT_EQ(said[0], '!');
        EXPECT_EQ(said.find("hh"), said.npos) << said;
        EXPECT_EQ(said.find("hush"), said.npos) << said;
    }
    EXPECT_EQ(given({"--test-secret-file", "/nowhere/secret"}), "!Cannot read /nowhere/secret.");
    setenv("LEM_TEST_SECRET", "hush", 1);
    const std::string both = given({"--test-secret-file", file("hush")});
    EXPECT_EQ(both[0], '!');
    EXPECT_EQ(both.find("hush"), both.npos) << both;
}

}  // namespace
}  // namespace lem::cli
