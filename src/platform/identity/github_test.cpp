#include "platform/identity/github.hpp"

#include "support/node_program.hpp"
#include "support/scripted_server.hpp"
#include "support/sign_in.hpp"

#include <gtest/gtest.h>

namespace lem::identity {
namespace {

using schema::json;

/// Against the stand-in of tests/github.
class SignInWithGitHub : public testing::Test {
protected:
    static void SetUpTestSuite() {
        stub_ = std::make_unique<test::NodeProgram>("github/github.mjs");
    }
    static void TearDownTestSuite() { stub_.reset(); }
    void TearDown() override {
        turn({{"down", false},
              {"slow_ms", 0},
              {"emails_unverified", false},
              {"logins", {{"1815", "ada-stub"}, {"1906", "grace-stub"}}}});
    }
    void turn(const json& switches) { stub_->post("/_stub/switches", switches); }

    GitHubSettings settings() const {
        return {.client_id = "Iv1.stub",
                .client_secret = {"stub-client-secret"},
                .url = stub_->address(),
                .api_url = stub_->address() + "/api/v3"};
    }
    static http::Outbound door(std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
        return http::Outbound({.allowed = {stub_->address()}, .timeout = timeout});
    }
    /// Where the browser of somebody who chose this person comes back to.
    std::string chosen(GitHub& github, const std::string& person) {
        const std::string url = github.authorization_url(test::sign_in_start(back));
        schema::Parameters form = http::parse_query(url.substr(url.find('?') + 1));
        form.push_back({"person", person});
        test::Browser browser;
        browser.post(url.substr(0, url.find('?')), form);
        return browser.at;
    }
    SignInReply reply(GitHub& github, const std::string& person = "1815") {
        return test::sign_in_reply(test::query_value(chosen(github, person), "code"), back);
    }
    /// "unavailable: words" of an identification that fails.
    std::string refusal(GitHub& github, const SignInReply& reply) {
        try {
            return "it is " + github.identify(reply).login;
        } catch (const Error& error) {
            EXPECT_EQ((error.message() + error.cause()).find("stub-client-secret"),
                      std::string::npos);
            EXPECT_EQ((error.message() + error.cause()).find(reply.code), std::string::npos);
            return std::string(traits_of(error.code()).name) + ": " + error.message();
        }
    }

    static constexpr const char* back = "http://127.0.0.1:1/auth/github/callback";
    static inline std::unique_ptr<test::NodeProgram> stub_;
    const http::Outbound outbound_ = door();
};

TEST_F(SignInWithGitHub, TellsWhoWasChosen) {
    GitHub github(settings(), outbound_);
    const std::string came_back = chosen(github, "1815");
    EXPECT_TRUE(came_back.starts_with(back)) << came_back;
    EXPECT_EQ(test::query_value(came_back, "state"), "the state");
    const Person ada =
        github.identify(test::sign_in_reply(test::query_value(came_back, "code"), back));
    EXPECT_EQ(ada.issuer, stub_->address());
    EXPECT_EQ(ada.subject, "1815");
    EXPECT_EQ(ada.login, "ada-stub");
    EXPECT_EQ(ada.name, "Ada Stub");
    EXPECT_EQ(ada.verified_email, "ada@stub.example");
    EXPECT_TRUE(ada.organisations.empty()) << "nobody asked for them";

    const Person kim = github.identify(reply(github, "1912"));
    EXPECT_EQ(kim.name, "kim-stub") << "without a name it is the login";
    EXPECT_EQ(kim.verified_email, std::nullopt);
    EXPECT_EQ(github.identify(reply(github, "1979")).name, "Max Stub   of many")
        << "a mark that turns the writing is not shown";
}

TEST_F(SignInWithGitHub, AsksForOrganisationsOnlyIfTheyCount) {
    GitHub plain(settings(), outbound_);
    EXPECT_EQ(test::query_value(plain.authorization_url({}), "scope"), "read:user user:email");
    GitHubSettings asking = settings();
    asking.asks_organisations = true;
    GitHub github(asking, outbound_);
    EXPECT_EQ(test::query_value(github.authorization_url({}), "scope"),
              "read:user user:email read:org");
    EXPECT_EQ(github.identify(reply(github)).organisations,
              (std::vector<std::string>{"engine-lab", "open-energy", "secret-lab"}));
    EXPECT_EQ(github.identify(reply(github, "1979")).organisations.size(), 130U);
}

TEST_F(SignInWithGitHub, KeepsTheNumberWhenLoginsMove) {
    GitHub github(settings(), outbound_);
    turn({{"logins", {{"1815", "countess"}, {"1906", "ada-stub"}}}});
    const Person renamed = github.identify(reply(github, "1815"));
    EXPECT_EQ(renamed.subject, "1815");
    EXPECT_EQ(renamed.login, "countess");
    EXPECT_EQ(github.identify(reply(github, "1906")).subject, "1906") << "the login was given away";
}

TEST_F(SignInWithGitHub, RefusesCodesThatAreNotFresh) {
    GitHub github(settings(), outbound_);
    const SignInReply once = reply(github);
    github.identify(once);
    const std::string used =
        "unauthorized: GitHub does not accept this sign-in: its code was used "
        "before or is too old. Sign in again.";
    EXPECT_EQ(refusal(github, once), used);
    SignInReply other_verifier = reply(github);
    other_verifier.code_verifier = "of-another-browser";
    EXPECT_EQ(refusal(github, other_verifier), used);
    EXPECT_EQ(refusal(github, test::sign_in_reply("made-up", back)), used);
}

TEST_F(SignInWithGitHub, ComesBackWithoutACodeWhenItIsCancelled) {
    GitHub github(settings(), outbound_);
    const std::string came_back = chosen(github, "");
    EXPECT_EQ(test::query_value(came_back, "error"), "access_denied");
    EXPECT_EQ(test::query_value(came_back, "state"), "the state");
    EXPECT_EQ(test::query_value(came_back, "code"), "");
}

TEST_F(SignInWithGitHub, SaysWhoCanHelp) {
    GitHub github(settings(), outbound_);
    GitHubSettings wrong = settings();
    wrong.client_secret = {"wrong"};
    GitHub misled(wrong, outbound_);
    EXPECT_NE(refusal(misled, reply(github)).find("unavailable: GitHub does not accept the client"),
              std::string::npos);
    SignInReply elsewhere = reply(github);
    elsewhere.redirect_uri = "http://127.0.0.1:2/elsewhere";
    EXPECT_NE(refusal(github, elsewhere).find("tell its operator"), std::string::npos);
    turn({{"emails_unverified", true}});
    EXPECT_NE(refusal(github, reply(github)).find("verify your mail address"), std::string::npos);
}

TEST_F(SignInWithGitHub, SaysThatGitHubIsDownOrSlow) {
    GitHub github(settings(), outbound_);
    const SignInReply waiting = reply(github);
    turn({{"down", true}});
    EXPECT_EQ(refusal(github, waiting),
              "unavailable: GitHub does not answer at the moment. Try again in a few minutes.");
    turn({{"down", false}, {"slow_ms", 1'000}});
    const http::Outbound impatient = door(std::chrono::milliseconds(200));
    GitHub hurried(settings(), impatient);
    EXPECT_EQ(refusal(hurried, waiting),
              "unavailable: GitHub takes too long to answer. Try again in a few minutes.");
    GitHubSettings nowhere = settings();
    nowhere.url = "https://github.invalid";
    GitHub lost(nowhere, outbound_);
    EXPECT_EQ(refusal(lost, waiting),
              "unavailable: GitHub does not answer at the moment. Try again in a few minutes.");
}

TEST_F(SignInWithGitHub, TrustsNoAnswerThatIsNotGitHubs) {
    const std::string fine = R"({"access_token":"gho_1","scope":"","token_type":"bearer"})";
    struct Case {
        std::string token, user;
    };
    for (const auto& [token, user] : std::vector<Case>{{"<html>", "{}"},
                                                       {"", "{}"},
                                                       {"null", "{}"},
                                                       {"[]", "{}"},
                                                       {"{}", "{}"},
                                                       {R"({"access_token":""})", "{}"},
                                                       {R"({"access_token":7})", "{}"},
                                                       {R"({"access_token":"a\r\nX: y"})", "{}"},
                                                       {fine, "<html>"},
                                                       {fine, "[]"},
                                                       {fine, "{}"},
                                                       {fine, R"({"id":7})"},
                                                       {fine, R"({"login":"ada"})"},
                                                       {fine, R"({"id":-7,"login":"ada"})"},
                                                       {fine, R"({"id":"x","login":"ada"})"},
                                                       {fine, R"({"id":1.5,"login":"ada"})"},
                                                       {fine, R"({"id":7,"login":" "})"}}) {
        test::ScriptedServer server([&](const test::SeenRequest& request) {
            return test::answer(200, request.target.starts_with("/api") ? user : token);
        });
        GitHubSettings strange = settings();
        strange.url = server.url();
        strange.api_url = server.url() + "/api";
        const http::Outbound outbound({.allowed = {server.url()}});
        GitHub github(strange, outbound);
        EXPECT_TRUE(refusal(github, test::sign_in_reply("code-7", back)).starts_with("unavailable"))
            << token << " " << user;
    }
}

TEST_F(SignInWithGitHub, TakesAPersonWhoShowsNoMailAddress) {
    test::ScriptedServer server([&](const test::SeenRequest& request) {
        if (request.target.starts_with("/api/user/emails")) return test::answer(404, "{}");
        if (request.target == "/api/user") return test::answer(200, R"({"id":7,"login":"ada"})");
        return test::answer(200, R"({"access_token":"gho_1"})");
    });
    GitHubSettings other = settings();
    other.url = server.url();
    other.api_url = server.url() + "/api";
    const http::Outbound outbound({.allowed = {server.url()}});
    GitHub github(other, outbound);
    const Person ada = github.identify(test::sign_in_reply("code", back));
    EXPECT_EQ(ada.subject, "7");
    EXPECT_EQ(ada.verified_email, std::nullopt);
}

}  // namespace
}  // namespace lem::identity
