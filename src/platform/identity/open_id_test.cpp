#include "platform/identity/open_id.hpp"

#include "support/node_program.hpp"
#include "support/sign_in.hpp"

#include <gtest/gtest.h>

namespace lem::identity {
namespace {

/// Against a certified issuer, npm's oidc-provider, with its login page.
class SignInWithOpenId : public testing::Test {
protected:
    static void SetUpTestSuite() {
        issuer_ = std::make_unique<test::NodeProgram>("issuer/issuer.mjs");
    }
    static void TearDownTestSuite() { issuer_.reset(); }

    static OpenIdSettings settings(const std::string& client) {
        return {.issuer = issuer_->address(),
                .client_id = client,
                .client_secret = {"issuer-client-secret+/=%"},
                .title = "Example Ltd"};
    }
    /// The code with which the browser of somebody comes back who signs in by this name.
    std::string code_for(OpenId& provider, const std::string& name) {
        test::Browser browser;
        browser.get(provider.authorization_url(test::sign_in_start(back)));
        browser.post(browser.at, {{"prompt", "login"}, {"login", name}, {"password", "any"}});
        if (!browser.at.starts_with(back)) browser.post(browser.at, {{"prompt", "consent"}});
        EXPECT_TRUE(browser.at.starts_with(back)) << browser.at;
        EXPECT_EQ(test::query_value(browser.at, "state"), "the state");
        return test::query_value(browser.at, "code");
    }
    SignInReply reply(OpenId& provider, const std::string& name = "ada") {
        return test::sign_in_reply(code_for(provider, name), back);
    }
    /// "unavailable: words | cause" of an identification that fails.
    std::string refusal(OpenId& provider, const SignInReply& reply) {
        try {
            return "it is " + provider.identify(reply).login;
        } catch (const Error& error) {
            return std::string(traits_of(error.code()).name) + ": " + error.message() + " | " +
                   error.cause();
        }
    }

    static constexpr const char* back = "http://127.0.0.1:1/auth/oidc/callback";
    static inline std::unique_ptr<test::NodeProgram> issuer_;
    const http::Outbound outbound_{{.allowed = {issuer_->address()}}};
    const SystemClock clock_;
};

TEST_F(SignInWithOpenId, TellsWhoSignedInThere) {
    for (const char* client : {"rsa", "pss", "curve"}) {
        OpenId provider(settings(client), outbound_, clock_);
        const Person ada = provider.identify(reply(provider));
        EXPECT_EQ(ada.issuer, issuer_->address()) << client;
        EXPECT_EQ(ada.subject, "ada");
        EXPECT_EQ(ada.login, "ada");
        EXPECT_EQ(ada.name, "ada of the issuer");
        EXPECT_EQ(ada.verified_email, "ada@issuer.example");
        EXPECT_EQ(ada.organisations, std::vector<std::string>{"engine-lab"});
    }
}

TEST_F(SignInWithOpenId, ShowsTheSecretAsTheIssuerWantsIt) {
    const test::NodeProgram other("issuer/issuer.mjs", {"client_secret_post"});
    OpenIdSettings there = settings("rsa");
    there.issuer = other.address();
    const http::Outbound outbound({.allowed = {other.address()}});
    OpenId provider(there, outbound, clock_);
    EXPECT_EQ(provider.identify(reply(provider)).subject, "ada");
}

TEST_F(SignInWithOpenId, BelievesNoMailAddressThatTheIssuerHasNotVerified) {
    OpenId provider(settings("rsa"), outbound_, clock_);
    EXPECT_EQ(provider.identify(reply(provider, "unverified")).verified_email, std::nullopt);
}

TEST_F(SignInWithOpenId, RefusesWhatBelongsToAnotherSignIn) {
    OpenId provider(settings("rsa"), outbound_, clock_);
    const SignInReply once = reply(provider);
    provider.identify(once);
    EXPECT_TRUE(refusal(provider, once).starts_with("unauthorized: Example Ltd does not accept"));
    SignInReply other_verifier = reply(provider);
    other_verifier.code_verifier = "another-verifier-of-forty-three-characters-";
    EXPECT_TRUE(refusal(provider, other_verifier).starts_with("unauthorized: Example Ltd"));
    SignInReply other_nonce = reply(provider);
    other_nonce.nonce = "another";
    EXPECT_NE(refusal(provider, other_nonce).find("it belongs to another sign-in"),
              std::string::npos);
    SignInReply no_nonce = reply(provider);
    no_nonce.nonce = "";
    EXPECT_NE(refusal(provider, no_nonce).find("another sign-in"), std::string::npos);
}

TEST_F(SignInWithOpenId, RefusesTokensSignedByASharedSecret) {
    OpenId provider(settings("shared"), outbound_, clock_);
    const std::string said = refusal(provider, reply(provider));
    EXPECT_TRUE(said.starts_with("unauthorized: The token")) << said;
    EXPECT_NE(said.find("\"HS256\", which lem does not accept"), std::string::npos) << said;
}

TEST_F(SignInWithOpenId, AllowsClocksFiveMinutesApart) {
    FakeClock clock(clock_.now_ms() - 4 * 60'000);
    OpenId behind(settings("rsa"), outbound_, clock);
    EXPECT_EQ(refusal(behind, reply(behind)), "it is ada");
    clock.advance(std::chrono::minutes(-2));
    EXPECT_NE(refusal(behind, reply(behind)).find("do the clocks differ"), std::string::npos);
    constexpr int token_minutes = 60, other_minutes = 10;
    clock.advance(std::chrono::minutes(token_minutes + other_minutes));
    EXPECT_EQ(refusal(behind, reply(behind)), "it is ada");
    clock.advance(std::chrono::minutes(2));
    EXPECT_NE(refusal(behind, reply(behind)).find("no longer valid"), std::string::npos);
}

TEST_F(SignInWithOpenId, SaysWhoCanHelp) {
    OpenId provider(settings("rsa"), outbound_, clock_);
    OpenIdSettings wrong = settings("rsa");
    wrong.client_secret = {"wrong"};
    OpenId misled(wrong, outbound_, clock_);
    EXPECT_NE(refusal(misled, reply(provider)).find("does not accept the client id or secret"),
              std::string::npos);
    OpenIdSettings elsewhere = settings("rsa");
    elsewhere.issuer += "/other";
    OpenId lost(elsewhere, outbound_, clock_);
    EXPECT_THROW(lost.authorization_url(test::sign_in_start(back)), Error);
    const http::Outbound guarded({});
    OpenId inside(settings("rsa"), guarded, clock_);
    EXPECT_THROW(inside.authorization_url(test::sign_in_start(back)), Error)
        << "an issuer inside that the operator has not allowed";
}

}  // namespace
}  // namespace lem::identity
