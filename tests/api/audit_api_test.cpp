#include "features/audit/audit.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// The audit log over the API: complete, for administrators alone, and nothing in it can change.
namespace lem {
namespace {

class AuditApi : public test::Server {
protected:
    std::string token(const std::string& account, std::vector<domain::Scope> scopes) {
        return service_->accounts().create_token(account, "test", scopes, std::nullopt);
    }
    std::string admin() { return token("root", {domain::Scope::admin}); }
    audit::Page entries(const std::string& query = {}) {
        const auto answer = call("GET", "/api/v1/admin/audit" + query, {}, admin());
        EXPECT_EQ(answer.status, 200) << answer.body;
        return schema::from_text<audit::Page>(answer.body).value_or(audit::Page{});
    }
    std::unique_ptr<sql::Database> beside() {
        return sql::Database::open(config_.database.value_or("sqlite:" + folder_ + "/lem.db"),
                                   false);
    }
    sql::AuditVerdict verdict(const std::string& head = {}) {
        return audit::AuditLog(*beside()).verify(head);
    }
};

TEST_P(AuditApi, RecordsWhoDidWhatFromWhere) {
    const auto published = receipt(submit(test::sample_result(1)));
    const std::string path = "/api/v1/results/" + published.id.text;
    ASSERT_EQ(call("DELETE", path, R"({"reason":"wrong meter"})", token_).status, 200);
    const auto page = entries("?object=" + published.id.text);
    ASSERT_EQ(page.items.size(), 1U);
    const audit::Entry& entry = page.items[0];
    EXPECT_EQ(entry.action, "result_withdrawn");
    EXPECT_EQ(entry.action_words, "withdrew a result");
    EXPECT_EQ(entry.actor_name, "ada");
    EXPECT_EQ(entry.address, "127.0.0.1");
    EXPECT_NE(entry.details.find("wrong meter"), std::string::npos);
    EXPECT_EQ(entries("?action=account_created").items.size(), 3U) << "admin, ada, root";
    EXPECT_EQ(entries("?actor=server").items.size(), 3U)
        << "the first start's account, its token and the address of its password";
}

TEST_P(AuditApi, HasNoSecretsAndPagesWithoutGaps) {
    const std::string secret = admin();
    std::vector<std::int64_t> seen;
    std::optional<std::string> cursor;
    do {
        const auto page = entries("?limit=2" + (cursor ? "&cursor=" + *cursor : ""));
        for (const audit::Entry& entry : page.items) {
            seen.push_back(entry.sequence);
            EXPECT_EQ(entry.details.find(secret), std::string::npos);
        }
        cursor = page.next_cursor;
    } while (cursor);
    ASSERT_FALSE(seen.empty());
    for (std::size_t i = 1; i < seen.size(); ++i)
        EXPECT_LT(seen[i], seen[i - 1]);
    EXPECT_EQ(seen.back(), 1);
    EXPECT_EQ(call("GET", "/api/v1/admin/audit?cursor=abc", {}, secret).status, 400);
}

TEST_P(AuditApi, IsForAdministratorsAlone) {
    EXPECT_EQ(get("/api/v1/admin/audit").status, 401);
    EXPECT_EQ(call("GET", "/api/v1/admin/audit", {}, token_).status, 403);
    EXPECT_EQ(
        call("GET", "/api/v1/admin/audit", {}, token("mod", {domain::Scope::moderate})).status,
        403);
}

TEST_P(AuditApi, CannotBeChangedAndABrokenChainIsFound) {
    admin();
    const sql::AuditVerdict sound = verdict();
    EXPECT_FALSE(sound.broken) << sound.problem;
    ASSERT_GT(sound.entries, 4);
    const auto database = beside();
    const auto run = [&](const std::string& statement) {
        database->write([&](sql::Transaction& transaction) { transaction.script(statement); });
    };
    EXPECT_THROW(run("UPDATE audit_entry SET actor = 'nobody' WHERE sequence = 2"), Error);
    EXPECT_THROW(run("DELETE FROM audit_entry"), Error);
    EXPECT_EQ(verdict().entries, sound.entries);
    // Whoever may change the schema can remove the triggers; the chain tells.
    const bool sqlite = GetParam() == "sqlite";
    run(sqlite ? "DROP TRIGGER audit_entry_stays; DROP TRIGGER audit_entry_is_kept"
               : "DROP TRIGGER audit_entry_stays ON audit_entry");
    run("DELETE FROM audit_entry WHERE sequence = " + std::to_string(sound.entries));
    EXPECT_FALSE(verdict().broken) << "no trace in the table";
    EXPECT_FALSE(verdict(sound.head).has_expected);
    run("UPDATE audit_entry SET actor = 'nobodx' WHERE sequence = 3");
    EXPECT_EQ(verdict().broken, 3);
    EXPECT_EQ(verdict().entries, 2);
    run("DELETE FROM audit_entry WHERE sequence = 2");
    EXPECT_EQ(verdict().broken, 2);
    EXPECT_EQ(verdict().problem, "it is missing");
}

TEST_P(AuditApi, WhatFailsLeavesNoEntry) {
    const std::int64_t before = verdict().entries;
    EXPECT_THROW(service_->accounts().rename("nobody", "somebody"), Error);
    EXPECT_THROW(service_->accounts().credentials().revoke_token("tok_none"), Error);
    EXPECT_EQ(verdict().entries, before);
}

INSTANTIATE_TEST_SUITE_P(Databases, AuditApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
