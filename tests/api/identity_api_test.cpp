#include "domain/session_info.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Identities of requests: tokens, browser sessions, and their permissions.
namespace lem {
namespace {

using domain::Scope;

class IdentityApi : public test::Server {
protected:
    http::ClientResponse send(const std::string& method, const std::string& path,
                              std::vector<std::string> headers, const std::string& body = {}) {
        http::ClientRequest request{
            .method = method,
            .url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
            .body = body};
        for (const std::string& header : headers) {
            const std::size_t colon = header.find(": ");
            request.headers.push_back({header.substr(0, colon), header.substr(colon + 2)});
        }
        if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
        return http::fetch(request);
    }
    std::string cookie_of(const std::string& answer) {
        const std::size_t at = answer.find("Set-Cookie: ");
        if (at == std::string::npos) return {};
        return answer.substr(at + 12, answer.find("\r\n", at) - at - 12);
    }
    /// "Cookie: lem_session=..." of a new session.
    std::string sign_in(const std::string& token, const std::string& more = {}) {
        const std::string body = R"({"token":")" + token + R"("})";
        const std::string answer =
            raw("POST /api/v1/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + more +
                "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
        set_cookie_ = cookie_of(answer);
        return "Cookie: " + set_cookie_.substr(0, set_cookie_.find(';'));
    }
    domain::SessionInfo session(std::vector<std::string> headers) {
        const auto answer = send("GET", "/api/v1/session", std::move(headers));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return schema::from_text<domain::SessionInfo>(answer.body).value();
    }
    std::string host() { return "127.0.0.1:" + std::to_string(service_->port()); }

    std::string set_cookie_;
};

TEST_P(IdentityApi, ATokenOpensASessionThatScriptsCannotRead) {
    const std::string cookie = sign_in(token_);
    EXPECT_EQ(set_cookie_.find("lem_session=lems_"), 0U) << set_cookie_;
    for (const char* attribute : {"; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age="})
        EXPECT_NE(set_cookie_.find(attribute), std::string::npos) << set_cookie_;
    sign_in(token_, "X-Forwarded-Proto: https\r\n");
    EXPECT_EQ(set_cookie_.find("__Host-lem_session=lems_"), 0U) << set_cookie_;
    EXPECT_NE(set_cookie_.find("; Secure"), std::string::npos) << set_cookie_;

    EXPECT_EQ(session({}).kind, domain::CredentialKind::none);
    const auto by_cookie = session({cookie});
    EXPECT_EQ(by_cookie.account, "ada");
    EXPECT_EQ(by_cookie.kind, domain::CredentialKind::session);
    EXPECT_EQ(by_cookie.scopes, std::vector<Scope>{Scope::results_write});
    // As the cookie says it: Max-Age from now, which was some seconds ago at most.
    const std::size_t age = set_cookie_.find("Max-Age=") + 8;
    const std::int64_t ends_ms =
        SystemClock().now_ms() + 1000 * std::stoll(set_cookie_.substr(age));
    EXPECT_NEAR(static_cast<double>(text::parse_rfc3339(by_cookie.expires_at.value()).value()),
                static_cast<double>(ends_ms), 60'000);
    const auto by_token = session({"Authorization: Bearer " + token_});
    EXPECT_EQ(by_token.kind, domain::CredentialKind::token);
    EXPECT_EQ(by_token.expires_at, std::nullopt) << "it does not end";

    const std::string document = schema::to_text(test::sample_result());
    EXPECT_EQ(
        send("POST", "/api/v1/results", {cookie, "Sec-Fetch-Site: cross-site"}, document).status,
        403);
    EXPECT_EQ(send("POST", "/api/v1/results", {cookie}, document).status, 403)
        << "from an unknown origin";
    EXPECT_EQ(
        send("POST", "/api/v1/results", {cookie, "Origin: http://" + host()}, document).status,
        201);
    EXPECT_EQ(send("DELETE", "/api/v1/session", {cookie, "Sec-Fetch-Site: same-origin"}).status,
              204);
    EXPECT_EQ(session({cookie}).kind, domain::CredentialKind::none);
}

TEST_P(IdentityApi, ASessionNeedsAValidTokenAndIsNoToken) {
    EXPECT_EQ(send("POST", "/api/v1/session", {}, R"({"token":"wrong"})").status, 401);
    EXPECT_EQ(
        send("POST", "/api/v1/session", {"Sec-Fetch-Site: cross-site"}, R"({"token":"a"})").status,
        403)
        << "another site signed its visitor in";
    const std::string cookie = sign_in(token_);
    const std::string secret = cookie.substr(cookie.find('=') + 1);
    EXPECT_EQ(send("GET", "/api/v1/session", {"Authorization: Bearer " + secret}).status, 401);
    EXPECT_EQ(session({"Cookie: lem_session=" + token_}).kind, domain::CredentialKind::none);
}

TEST_P(IdentityApi, ACookieAndATokenThatDisagreeAreRefused) {
    const std::string cookie = sign_in(token_);
    const std::string other =
        service_->accounts().create_token("eve", "test", {Scope::results_write}, std::nullopt);
    const std::string document = schema::to_text(test::sample_result());
    for (const char* path : {"/api/v1/stats", "/api/v1/session", "/"})
        EXPECT_EQ(send("GET", path, {cookie, "Authorization: Bearer " + other}).status, 400)
            << path;
    EXPECT_EQ(
        send("POST", "/api/v1/results",
             {cookie, "Authorization: Bearer " + other, "Sec-Fetch-Site: same-origin"}, document)
            .status,
        400);
    EXPECT_EQ(board().total, 0);
}

TEST_P(IdentityApi, RevokingATokenEndsItsSessionsAtOnce) {
    const std::string cookie = sign_in(token_), bearer = "Authorization: Bearer " + token_;
    EXPECT_EQ(session({cookie}).account, "ada");
    EXPECT_EQ(session({bearer}).account, "ada");
    std::string id;
    for (const auto& token : service_->accounts().credentials().tokens("ada"))
        id = token.id;
    EXPECT_TRUE(service_->accounts().credentials().revoke_token(id));
    EXPECT_FALSE(service_->accounts().credentials().revoke_token(id));
    EXPECT_THROW(service_->accounts().credentials().revoke_token("tok_none"), Error);
    EXPECT_EQ(send("GET", "/api/v1/session", {bearer}).status, 401);
    EXPECT_EQ(session({cookie}).kind, domain::CredentialKind::none);
    EXPECT_EQ(send("POST", "/api/v1/session", {}, R"({"token":")" + token_ + R"("})").status, 401);
    EXPECT_TRUE(service_->accounts().credentials().tokens("ada").at(0).revoked_at.has_value());
}

TEST_P(IdentityApi, WhatIsPublicIsTheSameForEveryoneButKeptForNobodyInParticular) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const auto head = [&](const std::string& more) {
        const std::string answer =
            raw("GET /api/v1/results/" + id + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                more + "\r\n");
        return answer.substr(0, answer.find("\r\n\r\n") + 2);
    };
    EXPECT_NE(head("").find("\r\nCache-Control: public"), std::string::npos);
    EXPECT_NE(head("").find("\r\nVary: Authorization, Cookie\r\n"), std::string::npos);
    EXPECT_NE(head("Authorization: Bearer " + token_ + "\r\n").find("\r\nCache-Control: private"),
              std::string::npos);
}

/// Requests every route of the table with every identity.
TEST_P(IdentityApi, EveryRouteLetsInWhomItsScopeNames) {
    auto& accounts = service_->accounts();
    const std::string id = receipt(submit(test::sample_result())).id.text;
    struct Asker {
        std::string name, token;
        std::vector<Scope> scopes;
    };
    std::vector<Asker> askers{{"anonymous", "", {}},
                              {"owner", token_, {Scope::results_write}},
                              {"other", "", {Scope::results_write}},
                              {"reader", "", {}},
                              {"moderator", "", {Scope::results_write, Scope::moderate}},
                              {"admin", "", {Scope::results_write, Scope::moderate, Scope::admin}}};
    for (Asker& asker : askers) {
        if (asker.name != "anonymous" && asker.token.empty())
            asker.token = accounts.create_token(asker.name, "test", asker.scopes, std::nullopt);
    }
    std::size_t asked = 0;
    for (const http::Route& route : service_->routes()) {
        std::string path = route.pattern;
        for (const auto& [parameter, value] :
             std::vector<std::pair<std::string, std::string>>{{"{id}", id},
                                                              {"{name}", "result.json"},
                                                              {"{path...}", "nothing-here"},
                                                              {"{issuer}", "nobody"},
                                                              {"{code}", "BCDF-GHJK"}}) {
            const std::size_t at = path.find(parameter);
            if (at != std::string::npos) path.replace(at, parameter.size(), value);
        }
        ASSERT_EQ(path.find('{'), std::string::npos) << route.pattern;
        for (const Asker& asker : askers) {
            const bool allowed =
                route.scope.is_none() ||
                std::any_of(asker.scopes.begin(), asker.scopes.end(), [&](Scope scope) {
                    return schema::name_of(scope) == route.scope.name();
                });
            // A body that no route accepts, so that a permitted request changes nothing.
            std::vector<std::string> headers;
            if (!asker.token.empty()) headers.push_back("Authorization: Bearer " + asker.token);
            const std::string body = route.body_mode == http::BodyMode::none ? "" : "{}";
            const int status = send(route.method, path, headers, body).status;
            const std::string who = asker.name + " " + route.method + " " + route.pattern;
            if (allowed)
                EXPECT_TRUE(status != 401 && status != 403 && status < 500) << who << status;
            else
                EXPECT_EQ(status, asker.token.empty() ? 401 : 403) << who;
            ++asked;
        }
    }
    EXPECT_EQ(asked, service_->routes().size() * askers.size());
    EXPECT_GT(service_->routes().size(), 20U);

    // Only the owner, a moderator or an administrator may withdraw a result.
    const auto withdraw = [&](const Asker& asker) {
        return call("DELETE", "/api/v1/results/" + id, R"({"reason":"test"})", asker.token).status;
    };
    EXPECT_EQ(withdraw(askers[0]), 401);
    EXPECT_EQ(withdraw(askers[2]), 403);
    EXPECT_EQ(withdraw(askers[3]), 403);
    EXPECT_EQ(withdraw(askers[4]), 200) << "a moderator";
    EXPECT_EQ(withdraw(askers[1]), 409) << "the owner, too late";
    EXPECT_EQ(withdraw(askers[5]), 409) << "the administrator, too late";
}

INSTANTIATE_TEST_SUITE_P(Databases, IdentityApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
