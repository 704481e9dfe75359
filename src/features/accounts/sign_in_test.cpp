#include "features/accounts/sign_in.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "support/folder.hpp"
#include "support/migrated.hpp"

#include <gtest/gtest.h>

namespace lem::accounts {
namespace {

constexpr const char* callback = "https://lem.example/auth/github/callback";

/// Says that whoever comes is `person`, and remembers what it was asked with.
class FakeProvider final : public identity::Provider {
public:
    std::string_view id() const override { return "github"; }
    std::string_view title() const override { return "GitHub"; }
    std::string authorization_url(const identity::SignInStart& start) override {
        started = start;
        return "https://github.example/authorize?state=" + start.state;
    }
    identity::Person identify(const identity::SignInReply& reply) override {
        replied = reply;
        ++asked;
        return person;
    }

    identity::Person person{.issuer = "https://github.example",
                            .subject = "1815",
                            .login = "ada",
                            .name = "Ada",
                            .verified_email = "ada@example.org",
                            .organisations = {"engine-lab"}};
    identity::SignInStart started;
    identity::SignInReply replied;
    int asked = 0;
};

class SignInFlow : public testing::Test {
protected:
    void SetUp() override { test::migrate(*database_); }

    std::unique_ptr<SignIn> with(SignInRules rules = {}) {
        auto owned = std::make_unique<FakeProvider>();
        provider_ = owned.get();
        std::vector<std::unique_ptr<identity::Provider>> providers;
        providers.push_back(std::move(owned));
        return std::make_unique<SignIn>(*database_, clock_, random_, accounts_,
                                        std::move(providers), std::move(rules));
    }
    /// Goes there and comes back in the same browser.
    SignedIn round_trip(SignIn& sign_in, std::string_view return_to = "/account") {
        const SignInStarted started = sign_in.start("github", return_to, callback);
        return sign_in.finish("github", back(started), callback, {"192.0.2.1", "Firefox"});
    }
    SignInReturn back(const SignInStarted& started) {
        return {.cookie_secret = started.cookie_secret,
                .state = provider_->started.state,
                .code = "code",
                .error = {}};
    }
    template <class Act>
    ErrorCode refusal(Act act) {
        try {
            act();
        } catch (const Error& error) {
            return error.code();
        }
        ADD_FAILURE() << "it was let in";
        return ErrorCode::internal;
    }

    const test::Folder scratch_;
    const std::unique_ptr<sql::Database> database_ =
        sql::Database::open("sqlite:" + (scratch_.path() / "lem.db").string(), false);
    FakeClock clock_;
    SystemRandom random_;
    Accounts accounts_{*database_, clock_, random_};
    FakeProvider* provider_ = nullptr;
};

TEST_F(SignInFlow, APersonComesBackAndHasAnAccount) {
    const auto sign_in = with();
    const SignedIn first = round_trip(*sign_in);
    EXPECT_EQ(first.return_to, "/account");
    EXPECT_EQ(first.session.principal.account.name, "ada");
    EXPECT_EQ(first.session.principal.role, domain::Role::user);
    EXPECT_TRUE(first.session.principal.may(domain::Scope::profile));
    EXPECT_FALSE(first.session.principal.moderates());
    EXPECT_EQ(text::base64url(sha256_bytes(provider_->replied.code_verifier)),
              provider_->started.code_challenge)
        << "PKCE, S256";
    EXPECT_EQ(provider_->replied.nonce, provider_->started.nonce);
    EXPECT_EQ(provider_->replied.redirect_uri, callback);
    const SignedIn second = round_trip(*sign_in);
    EXPECT_EQ(second.session.principal.account.id, first.session.principal.account.id);
    EXPECT_NE(second.session.secret, first.session.secret) << "a new session each time";
}

TEST_F(SignInFlow, TheNumberIsTheIdentityAndNoLogin) {
    const auto sign_in = with();
    const std::string ada = round_trip(*sign_in).session.principal.account.id;
    provider_->person.login = "ada-lovelace";  // renamed at GitHub
    EXPECT_EQ(round_trip(*sign_in).session.principal.account.id, ada);
    provider_->person = {.issuer = "https://github.example",
                         .subject = "1906",
                         .login = "ada",  // the free login, given to somebody else
                         .name = "Eve",
                         .verified_email = "ada@example.org",  // and the same address
                         .organisations = {}};
    const SignedIn eve = round_trip(*sign_in);
    EXPECT_NE(eve.session.principal.account.id, ada);
    EXPECT_EQ(eve.session.principal.account.name, "ada-2");
}

TEST_F(SignInFlow, AnAttemptWorksOnceInItsBrowserForTenMinutes) {
    const auto sign_in = with();
    const auto finish = [&](const SignInReturn& given) {
        sign_in->finish("github", given, callback, {});
    };
    const SignInStarted mine = sign_in->start("github", "/", callback);
    SignInReturn other = back(mine);
    other.cookie_secret = "of another browser";
    EXPECT_EQ(refusal([&] { finish(other); }), ErrorCode::bad_request);
    SignInReturn forged = back(mine);
    forged.state = "guessed";
    EXPECT_EQ(refusal([&] { finish(forged); }), ErrorCode::bad_request);
    EXPECT_EQ(refusal([&] { finish(back(mine)); }), ErrorCode::bad_request)
        << "a wrong state uses the attempt up";
    EXPECT_EQ(provider_->asked, 0);

    const SignInStarted again = sign_in->start("github", "/", callback);
    finish(back(again));
    EXPECT_EQ(refusal([&] { finish(back(again)); }), ErrorCode::bad_request) << "twice";

    const SignInStarted late = sign_in->start("github", "/", callback);
    clock_.advance(std::chrono::minutes(10));
    EXPECT_EQ(refusal([&] { finish(back(late)); }), ErrorCode::bad_request);
    EXPECT_EQ(refusal([&] { sign_in->start("elsewhere", "/", callback); }), ErrorCode::not_found);
}

TEST_F(SignInFlow, WhoRefusesOrIsNoMemberIsToldSo) {
    const auto open = with();
    const SignInStarted started = open->start("github", "/", callback);
    SignInReturn refused = back(started);
    refused.error = "access_denied";
    EXPECT_EQ(refusal([&] { open->finish("github", refused, callback, {}); }),
              ErrorCode::forbidden);

    const auto closed = with({.organisations = {"Engine-Lab"}});
    EXPECT_EQ(round_trip(*closed).session.principal.account.name, "ada");
    provider_->person.organisations = {"other-lab"};
    provider_->person.subject = "2";
    EXPECT_EQ(refusal([&] { round_trip(*closed); }), ErrorCode::forbidden);
}

TEST_F(SignInFlow, OnlyPathsOfThisServerAreReturnedTo) {
    for (const char* path : {"/", "/account", "/device?code=BCDF-GHJK", "/models/a%2Fb#c"})
        EXPECT_EQ(local_path(path), path);
    for (const char* address :
         {"", "account", "//example.org", "/\\example.org", "https://example.org", "/a\\b", "/a b",
          "/a\r\nSet-Cookie: b", "/\t/example.org"})
        EXPECT_EQ(local_path(address), "/") << address;
    EXPECT_EQ(local_path("/" + std::string(3'000, 'a')), "/");
}

TEST_F(SignInFlow, ASessionEndsWithoutUseAndAfterSixtyDays) {
    constexpr std::chrono::hours day{24};
    const auto sign_in = with();
    const std::string secret = round_trip(*sign_in).session.secret;
    const Credentials& credentials = accounts_.credentials();
    const auto is_open = [&] {
        return credentials.authenticate(secret, domain::CredentialKind::session, "192.0.2.1")
            .has_value();
    };
    for (int age = 0; age < 50; age += 10) {
        EXPECT_TRUE(is_open()) << age << " days";
        clock_.advance(10 * day);
    }
    EXPECT_TRUE(is_open());
    clock_.advance(10 * day);
    EXPECT_FALSE(is_open()) << "sixty days";

    const std::string idle = round_trip(*sign_in).session.secret;
    clock_.advance(14 * day);
    EXPECT_FALSE(credentials.authenticate(idle, domain::CredentialKind::session).has_value());
}

}  // namespace
}  // namespace lem::accounts
