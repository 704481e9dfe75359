#include "domain/device_wire.hpp"
#include "domain/session_info.hpp"
#include "features/accounts/credential_wire.hpp"
#include "features/accounts/session_wire.hpp"
#include "support/server.hpp"

#include <gtest/gtest.h>

/// Passwords, tokens, sessions and the device flow, over HTTP.
namespace lem {
namespace {

using domain::Scope;

constexpr const char* password = "correct horse battery";

class SignInApi : public test::Server {
protected:
    /// The code of the address that sets a password.
    std::string password_code(const std::string& account) {
        SystemClock clock;
        SystemRandom random;
        const auto database = sql::Database::open(app::database_url(config_), false);
        accounts::Accounts accounts(*database, clock, random);
        return accounts::Passwords(*database, clock, random, accounts).one_time_code(account);
    }
    http::ClientResponse set_password(const std::string& code, const std::string& chosen) {
        return call("POST", "/api/v1/password",
                    schema::json{{"code", code}, {"password", chosen}}.dump());
    }
    http::ClientResponse sign_in(const std::string& account, const std::string& given) {
        return call("POST", "/api/v1/session",
                    schema::json{{"account", account}, {"password", given}}.dump());
    }
    /// A request of the browser that got this answer.
    http::ClientResponse as_browser(const http::ClientResponse& signed_in,
                                    const std::string& method, const std::string& path,
                                    const std::string& body = {}) {
        const std::string_view cookie = signed_in.header("set-cookie");
        http::ClientRequest request{
            .method = method,
            .url = "http://127.0.0.1:" + std::to_string(service_->port()) + path,
            .headers = {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
                        {"Sec-Fetch-Site", "same-origin"}},
            .body = body};
        if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
        return http::fetch(request);
    }
    http::ClientResponse form(const std::string& path, const schema::Parameters& fields) {
        return call("POST", path, schema::to_query_text(fields), {},
                    "application/x-www-form-urlencoded");
    }
    template <class T>
    T read(const http::ClientResponse& answer) {
        auto value = schema::from_text<T>(answer.body);
        EXPECT_TRUE(value.has_value()) << answer.status << " " << answer.body;
        return value ? *value : T{};
    }
    http::ClientResponse browser_of(const std::string& account) {
        return set_password(password_code(account), password);
    }
    domain::DeviceCode ask(const std::string& scope = "results:write") {
        return read<domain::DeviceCode>(form("/oauth/device/code", {{"client_id", "lem-cli"},
                                                                    {"scope", scope},
                                                                    {"device_name", "node-1"},
                                                                    {"system", "Linux x86_64"},
                                                                    {"program", "lem 1"}}));
    }
    http::ClientResponse poll(const std::string& device_code) {
        return form("/oauth/token", {{"grant_type", std::string(domain::device_grant_type)},
                                     {"device_code", device_code}});
    }
};

TEST_P(SignInApi, AOneTimeAddressSetsAPasswordOnce) {
    EXPECT_FALSE(read<accounts::SignInOptions>(get("/api/v1/sign-in")).password);
    const std::string earlier = password_code("ada"), code = password_code("ada");
    EXPECT_EQ(set_password(earlier, password).status, 404) << "a later address ends it";
    const auto weak = set_password(code, "short");
    EXPECT_EQ(weak.status, 422);
    EXPECT_NE(weak.body.find("/password"), std::string::npos) << weak.body;
    const auto opened = set_password(code, password);
    EXPECT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(read<domain::SessionInfo>(opened).account, "ada");
    EXPECT_EQ(set_password(code, password).status, 404) << "used twice";
    EXPECT_TRUE(read<accounts::SignInOptions>(get("/api/v1/sign-in")).password);

    EXPECT_EQ(sign_in("ada", password).status, 201);
    const auto wrong = sign_in("ada", "incorrect horse"), nobody = sign_in("bob", password);
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(wrong.body.substr(0, wrong.body.find("request_id")),
              nobody.body.substr(0, nobody.body.find("request_id")));

    const auto anew = set_password(password_code("ada"), "another good password");
    EXPECT_EQ(anew.status, 201);
    EXPECT_EQ(as_browser(opened, "GET", "/api/v1/sessions").status, 401)
        << "a new password signs out all browsers";
    EXPECT_EQ(sign_in("ada", password).status, 401);
}

TEST_P(SignInApi, ARequestForASessionSaysOneWay) {
    EXPECT_EQ(call("POST", "/api/v1/session", R"({})").status, 422);
    EXPECT_EQ(call("POST", "/api/v1/session", R"({"account":"ada"})").status, 422);
    EXPECT_EQ(
        call("POST", "/api/v1/session", R"({"token":"a","account":"b","password":"c"})").status,
        422);
}

TEST_P(SignInApi, TokensAreMadeShownOnceRotatedAndRevoked) {
    const auto browser = browser_of("ada");
    const auto made = read<accounts::NewToken>(
        as_browser(browser, "POST", "/api/v1/tokens",
                   R"({"name":"ci","scopes":["results:write"],"expires_days":7})"));
    EXPECT_EQ(made.token.start, made.secret.substr(0, 9));
    EXPECT_EQ(call("GET", "/api/v1/tokens", {}, made.secret).status, 403)
        << "a token without the scope profile";
    EXPECT_EQ(
        as_browser(browser, "POST", "/api/v1/tokens", R"({"name":"x","scopes":["admin"]})").status,
        403)
        << "more than its owner may";
    EXPECT_EQ(
        as_browser(browser, "POST", "/api/v1/tokens", R"({"name":"x","scopes":["xyz"]})").status,
        422);
    const auto list = read<accounts::TokenList>(as_browser(browser, "GET", "/api/v1/tokens"));
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_EQ(list.items.at(0).id, made.token.id) << "newest first";
    EXPECT_TRUE(list.items.at(0).last_used_at.has_value());
    EXPECT_EQ(list.items.at(0).last_used_from, "127.0.0.1");

    const std::string address = "/api/v1/tokens/" + made.token.id;
    const auto turned = read<accounts::NewToken>(as_browser(browser, "POST", address + "/rotate"));
    EXPECT_NE(turned.secret, made.secret);
    EXPECT_EQ(turned.token.name, "ci");
    EXPECT_EQ(call("GET", "/api/v1/session", {}, made.secret).status, 200)
        << "the old one has an hour";
    EXPECT_EQ(call("GET", "/api/v1/session", {}, turned.secret).status, 200);
    EXPECT_EQ(as_browser(browser, "DELETE", address).status, 200);
    EXPECT_EQ(call("GET", "/api/v1/session", {}, made.secret).status, 401);
    EXPECT_EQ(as_browser(browser, "POST", address + "/rotate").status, 409) << "it has ended";

    const std::string opened = R"({"token":")" + turned.secret + R"("})";
    const auto by_token = call("POST", "/api/v1/session", opened);
    EXPECT_EQ(by_token.status, 201);
    EXPECT_EQ(as_browser(by_token, "GET", "/api/v1/account/results").status, 200);

    const auto stranger = [&] {
        service_->accounts().create_token("eve", "test", {}, std::nullopt);
        return browser_of("eve");
    }();
    EXPECT_EQ(as_browser(stranger, "DELETE", "/api/v1/tokens/" + turned.token.id).status, 404);
    EXPECT_EQ(as_browser(stranger, "POST", "/api/v1/tokens/" + turned.token.id + "/rotate").status,
              404);
    EXPECT_EQ(form("/oauth/revoke", {{"token", turned.secret}}).status, 200);
    EXPECT_EQ(form("/oauth/revoke", {{"token", turned.secret}}).status, 200) << "again";
    EXPECT_EQ(call("GET", "/api/v1/session", {}, turned.secret).status, 401);
    EXPECT_EQ(as_browser(by_token, "GET", "/api/v1/account/results").status, 401)
        << "it ends with the token that opened it";
}

TEST_P(SignInApi, BrowsersAreListedAndSignedOut) {
    const auto first = browser_of("ada"), second = sign_in("ada", password),
               third = sign_in("ada", password);
    auto sessions =
        read<accounts::SessionList>(as_browser(second, "GET", "/api/v1/sessions")).items;
    ASSERT_EQ(sessions.size(), 3U);
    std::string other;
    for (const auto& session : sessions) {
        if (!session.is_current) other = session.id;
        EXPECT_EQ(session.origin, "password");
    }
    EXPECT_EQ(std::ranges::count(sessions, true, &accounts::BrowserSession::is_current), 1);
    EXPECT_EQ(as_browser(second, "DELETE", "/api/v1/sessions/" + other).status, 200);
    EXPECT_EQ(as_browser(second, "DELETE", "/api/v1/sessions/ses_none").status, 404);
    EXPECT_EQ(as_browser(second, "DELETE", "/api/v1/sessions").status, 200);
    EXPECT_EQ(as_browser(second, "GET", "/api/v1/sessions").status, 200);
    EXPECT_EQ(as_browser(first, "GET", "/api/v1/sessions").status, 401);
    EXPECT_EQ(as_browser(third, "GET", "/api/v1/sessions").status, 401);
}

TEST_P(SignInApi, AChangeOfRightsEndsSessionsAndTakesScopesFromTokens) {
    const std::string token = service_->accounts().create_token(
        "mod", "test", {Scope::results_write, Scope::moderate}, std::nullopt);
    const auto browser = browser_of("mod");
    service_->accounts().set_role("mod", domain::Role::user);
    EXPECT_EQ(as_browser(browser, "GET", "/api/v1/sessions").status, 401);
    const auto who = read<domain::SessionInfo>(call("GET", "/api/v1/session", {}, token));
    EXPECT_EQ(who.scopes, std::vector<Scope>{Scope::results_write});
    EXPECT_EQ(who.role, domain::Role::user);
}

TEST_P(SignInApi, AProgramGetsATokenOnceItsOwnerAgrees) {
    const auto browser = browser_of("ada");
    const domain::DeviceCode code = ask("results:write moderate");
    EXPECT_EQ(code.user_code.size(), 9U);
    EXPECT_EQ(code.verification_uri,
              "http://127.0.0.1:" + std::to_string(service_->port()) + "/device");
    EXPECT_EQ(read<domain::DeviceError>(poll(code.device_code)).error, "authorization_pending");
    const auto hurried = read<domain::DeviceError>(poll(code.device_code));
    EXPECT_EQ(hurried.error, "slow_down");
    EXPECT_EQ(hurried.interval, code.interval + 5);

    std::string typed = code.user_code;
    typed.erase(4, 1);
    std::ranges::transform(typed, typed.begin(), [](char c) { return c - 'A' + 'a'; });
    EXPECT_EQ(get("/api/v1/devices/" + typed).status, 401) << "nobody is signed in";
    const auto waiting =
        read<domain::WaitingDevice>(as_browser(browser, "GET", "/api/v1/devices/" + typed));
    EXPECT_EQ(waiting.user_code, code.user_code);
    EXPECT_EQ(waiting.device_name, "node-1");
    EXPECT_TRUE(waiting.same_address);
    EXPECT_EQ(waiting.scopes, std::vector<Scope>{Scope::results_write})
        << "without what its owner may not do";
    const std::string decide = "/api/v1/devices/" + code.user_code;
    EXPECT_EQ(
        as_browser(browser, "POST", decide, R"({"approved":true,"scopes":["moderate"]})").status,
        403);
    EXPECT_EQ(as_browser(browser, "POST", decide,
                         R"({"approved":true,"scopes":["results:write"],"expires_days":30})")
                  .status,
              204);
    EXPECT_EQ(as_browser(browser, "POST", decide, R"({"approved":false,"scopes":[]})").status, 404)
        << "decided";
    const auto token = read<domain::DeviceToken>(poll(code.device_code));
    EXPECT_EQ(token.account, "ada");
    EXPECT_EQ(token.scope, "results:write");
    EXPECT_NEAR(token.expires_in.value_or(0), 30 * 86'400, 60);
    EXPECT_EQ(read<domain::DeviceError>(poll(code.device_code)).error, "expired_token")
        << "the secret is given once";
    EXPECT_EQ(
        read<domain::SessionInfo>(call("GET", "/api/v1/session", {}, token.access_token)).account,
        "ada");
}

TEST_P(SignInApi, ADeniedOrUnknownProgramGetsNone) {
    const auto browser = browser_of("ada");
    const domain::DeviceCode code = ask();
    EXPECT_EQ(as_browser(browser, "POST", "/api/v1/devices/" + code.user_code,
                         R"({"approved":false,"scopes":[]})")
                  .status,
              204);
    const auto denied = poll(code.device_code);
    EXPECT_EQ(denied.status, 400);
    EXPECT_EQ(read<domain::DeviceError>(denied).error, "access_denied");
    EXPECT_EQ(read<domain::DeviceError>(poll("unknown")).error, "expired_token");
    EXPECT_EQ(as_browser(browser, "GET", "/api/v1/devices/XXXX-XXXX").status, 404);
    EXPECT_EQ(as_browser(browser, "GET", "/api/v1/devices/hello").status, 404);
    EXPECT_EQ(read<domain::DeviceError>(
                  form("/oauth/token", {{"grant_type", "password"}, {"device_code", "x"}}))
                  .error,
              "unsupported_grant_type");
    EXPECT_EQ(
        form("/oauth/device/code", {{"client_id", "lem-cli"}, {"device_name", "a\nb"}}).status,
        422);
    EXPECT_EQ(form("/oauth/device/code",
                   {{"client_id", "lem-cli"}, {"device_name", "a"}, {"scope", "everything"}})
                  .status,
              400);
}

TEST_P(SignInApi, APrivateBoardShowsStrangersNothingButTheWayIn) {
    service_.reset();
    config_.require_login = true;
    start();
    for (const char* path : {"/api/v1/leaderboard", "/api/v1/stats", "/api/openapi.json"})
        EXPECT_EQ(get(path).status, 401) << path;
    for (const char* path :
         {"/sign-in", "/api/v1/sign-in", "/api/v1/session", "/healthz", "/readyz"})
        EXPECT_EQ(get(path).status, 200) << path;
    EXPECT_TRUE(read<accounts::SignInOptions>(get("/api/v1/sign-in")).members_only);
    const std::string page = raw(
        "GET /models?a=b HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    EXPECT_NE(page.find("303"), std::string::npos) << page;
    EXPECT_NE(page.find("Location: /sign-in?return_to=/models%3Fa%3Db\r\n"), std::string::npos)
        << page;
    const auto browser = browser_of("ada");
    EXPECT_EQ(as_browser(browser, "GET", "/api/v1/leaderboard").status, 200);
    EXPECT_EQ(call("GET", "/api/v1/leaderboard", {}, token_).status, 200);
    EXPECT_EQ(get("/api/v1/leaderboard").status, 401) << "kept for nobody";
}

TEST_P(SignInApi, OwnResultsAreListedInAnyState) {
    const std::string id = receipt(submit(test::sample_result())).id.text;
    const auto own = [&] {
        return read<domain::ResultList>(call("GET", "/api/v1/account/results", {}, token_)).items;
    };
    ASSERT_EQ(own().size(), 1U);
    EXPECT_EQ(call("DELETE", "/api/v1/results/" + id, R"({"reason":"test"})", token_).status, 200);
    ASSERT_EQ(own().size(), 1U);
    EXPECT_EQ(own().at(0).state, domain::ResultState::withdrawn);
    const std::string eve =
        service_->accounts().create_token("eve", "test", {Scope::results_write}, std::nullopt);
    EXPECT_TRUE(
        read<domain::ResultList>(call("GET", "/api/v1/account/results", {}, eve)).items.empty());
    EXPECT_EQ(get("/api/v1/account/results").status, 401);
}

TEST_P(SignInApi, ATokenInAnAddressIsRefusedAndSaid) {
    for (const std::string& path : {"/?q=" + token_, "/api/v1/stats?access_token=" + token_}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 400) << path;
        EXPECT_NE(answer.body.find("Revoke the token"), std::string::npos) << answer.body;
    }
    EXPECT_EQ(get("/?q=lemu_short").status, 200);
}

TEST(PrivateBoard, IsNotOpenToEverybodyAtGitHub) {
    const test::Folder scratch;
    app::Config config{.data = scratch.path().string(), .listen = "127.0.0.1:0"};
    config.require_login = true;
    config.public_url = "https://lem.example";
    config.github_client_id = "a";
    config.github_client_secret = Secret{"b"};
    EXPECT_THROW(app::Service{config}, Error);
    config.allow_orgs = " , ";
    EXPECT_THROW(app::Service{config}, Error);
    config.allow_orgs = "*";
    EXPECT_NO_THROW(app::Service{config});
}

TEST(PublicAddress, NeedsAProxyWithTlsOrAWord) {
    const test::Folder scratch;
    app::Config config{.data = scratch.path().string(), .listen = "0.0.0.0:0"};
    app::Service open(config);
    EXPECT_THROW(open.start(), Error);
    config.data = (scratch.path() / "b").string();
    config.trusted_proxies = "127.0.0.0/8,10.0.0.0/8";
    app::Service behind_proxy(config);
    EXPECT_NO_THROW(behind_proxy.start());
    config.data = (scratch.path() / "c").string();
    config.trusted_proxies = "127.0.0.0/8";
    config.allow_plain_http = true;
    app::Service plain(config);
    EXPECT_NO_THROW(plain.start());
}

INSTANTIATE_TEST_SUITE_P(Databases, SignInApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
