/// `lem admin`: accounts, tokens and derivations of a data folder.

#include "base/embedded.hpp"
#include "cli/run.hpp"
#include "platform/sql/migrate.hpp"
#include "schema/json.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::cli {
namespace {

class Admin : public testing::Test {
protected:
    void SetUp() override {
        sql::migrate(*sql::Database::open("sqlite:" + folder_ + "/lem.db", false),
                     embedded::migrations());
    }
    /// Returns the exit code of `lem admin ARGUMENTS... --data FOLDER`; its output is in
    /// `printed_`.
    int admin(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"lem", "admin"});
        arguments.insert(arguments.end(), {"--data", folder_});
        std::vector<char*> pointers;
        for (std::string& argument : arguments)
            pointers.push_back(argument.data());
        testing::internal::CaptureStdout();
        const int code = run(static_cast<int>(pointers.size()), pointers.data());
        printed_ = testing::internal::GetCapturedStdout();
        return code;
    }

    const test::Folder scratch_;
    const std::string folder_ = scratch_.path().string();
    std::string printed_;
};

TEST_F(Admin, RenamesAnAccount) {
    ASSERT_EQ(admin({"token", "create", "--account", "ada"}), 0);
    ASSERT_EQ(admin({"account", "rename", "ada", "Ada Lovelace"}), 0);
    ASSERT_EQ(admin({"account", "list", "--json"}), 0);
    const auto accounts = schema::parse(printed_).value();
    ASSERT_EQ(accounts.size(), 1U);
    EXPECT_EQ(accounts[0]["name"], "Ada Lovelace");
    EXPECT_EQ(accounts[0]["role"], "user");
    ASSERT_EQ(admin({"token", "list"}), 0);
    EXPECT_NE(printed_.find("Ada Lovelace"), std::string::npos) << printed_;
    EXPECT_NE(admin({"account", "rename", "ada", "anybody"}), 0) << "no account has this name now";
    ASSERT_EQ(admin({"token", "create", "--account", "eve"}), 0);
    EXPECT_NE(admin({"account", "rename", "eve", "Ada Lovelace"}), 0) << "taken";
}

TEST_F(Admin, ListsAndRemovesSavedViews) {
    ASSERT_EQ(admin({"views", "list"}), 0);
    EXPECT_NE(printed_.find("0 views"), std::string::npos) << printed_;
    sql::Database::open("sqlite:" + folder_ + "/lem.db", false)
        ->write([](sql::Transaction& transaction) {
            transaction.script(
                "INSERT INTO saved_view (id, path, query, row_count, meaning, data_version, "
                "answer_json, size_bytes, saved_by, saved_at_ms, opened_at_ms) VALUES ('abc', '/', "
                "'engine=vllm', 25, 'Results', '1', '{}', 2048, NULL, 1763900000000, "
                "1763986400000)");
        });
    ASSERT_EQ(admin({"views", "list", "--json"}), 0);
    const auto views = schema::parse(printed_).value();
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(views[0]["address"], "/?engine=vllm");
    EXPECT_EQ(views[0]["size_bytes"], 2048);
    EXPECT_TRUE(views[0]["saved_by"].is_null());
    ASSERT_EQ(admin({"views", "remove", "abc"}), 0);
    EXPECT_NE(admin({"views", "remove", "abc"}), 0) << "it is gone";
    ASSERT_EQ(admin({"views", "list", "--json"}), 0);
    EXPECT_EQ(schema::parse(printed_).value().size(), 0U);
}

TEST_F(Admin, AnAliasGetsTheCataloguesSpelling) {
    ASSERT_EQ(admin({"alias", "set", "model", "ours", "qwen3:8b"}), 0);
    EXPECT_NE(printed_.find("ours is shown as Qwen/Qwen3-8B"), std::string::npos) << printed_;
    ASSERT_EQ(admin({"alias", "set", "hardware", "Acme 9", "Acme Nine"}), 0) << "a name of its own";
    ASSERT_EQ(admin({"alias", "list", "--json"}), 0);
    const auto aliases = schema::parse(printed_).value();
    ASSERT_EQ(aliases.size(), 2U);
    EXPECT_EQ(aliases[0]["name"], "Acme Nine");
    EXPECT_EQ(aliases[1]["name"], "Qwen/Qwen3-8B");
    EXPECT_NE(admin({"alias", "set", "hardware", "box", "NVIDIA A100"}), 0) << "which of them?";
    EXPECT_NE(admin({"alias", "set", "model", "Qwen/Qwen3-8B", "qwen3:8b"}), 0) << "the same";
    ASSERT_EQ(admin({"alias", "remove", "model", "ours"}), 0);
    EXPECT_NE(admin({"alias", "remove", "model", "ours"}), 0);
    ASSERT_EQ(admin({"names"}), 0);
    EXPECT_NE(printed_.find("Every name in the results is known"), std::string::npos) << printed_;
}

TEST_F(Admin, RederivesNothingOfAnEmptyBoard) {
    ASSERT_EQ(admin({"rederive", "--all", "--json"}), 0);
    EXPECT_EQ(schema::parse(printed_).value()["derived"], 0);
}

}  // namespace
}  // namespace lem::cli
