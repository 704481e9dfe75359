#include "platform/identity/workload_token.hpp"

#include "base/text.hpp"
#include "support/node_program.hpp"

#include <gtest/gtest.h>

namespace lem::identity {
namespace {

using schema::json;

/// Against the issuer of the stand-in of GitHub, which signs whatever it is told to.
class TokensOfJobs : public testing::Test {
protected:
    static void SetUpTestSuite() {
        stub_ = std::make_unique<test::NodeProgram>("github/github.mjs");
    }
    static void TearDownTestSuite() { stub_.reset(); }
    void TearDown() override { stub_->post("/_stub/switches", {{"down", false}}); }

    static std::string issuer() { return stub_->address() + "/_services/token"; }
    /// A token with these claims, and this in its head, in place of the usual.
    static std::string token(json claims = json::object(), const json& head = json::object()) {
        if (!claims.contains("aud")) claims["aud"] = "https://lem.example";
        return stub_->post("/_stub/token", {{"claims", claims}, {"head", head}})["value"];
    }
    std::string refusal(const std::string& token) {
        try {
            return "it is " + tokens_.verified(token).repository;
        } catch (const Error& error) {
            const std::string shown = error.message() + error.cause();
            EXPECT_TRUE(token.size() < 50 || shown.find(token.substr(0, 20)) == shown.npos);
            return std::string(traits_of(error.code()).name) + ": " + error.message() + " | " +
                   error.cause();
        }
    }
    bool refuses(const std::string& token, const std::string& cause) {
        const std::string said = refusal(token);
        if (said.starts_with("unauthorized") && said.find(cause) != std::string::npos) return true;
        ADD_FAILURE() << said << " instead of " << cause;
        return false;
    }
    static int times_asked_for_keys() {
        const json seen = schema::parse(stub_->get("/_stub/seen").body).value();
        return seen.value("/_services/token/.well-known/jwks", 0);
    }
    std::int64_t now_s() const { return clock_.now_ms() / 1000; }

    static inline std::unique_ptr<test::NodeProgram> stub_;
    const http::Outbound outbound_{{.allowed = {stub_->address()}}};
    FakeClock clock_{SystemClock().now_ms()};
    WorkloadTokens tokens_{issuer(), "https://lem.example", outbound_, clock_};
};

TEST_F(TokensOfJobs, TellWhichJobItIs) {
    const Workload job = tokens_.verified(token());
    EXPECT_EQ(job.repository, "engine-lab/bench");
    EXPECT_EQ(job.repository_id, "7070");
    EXPECT_EQ(job.repository_owner_id, "424242");
    EXPECT_EQ(job.ref, "refs/heads/main");
    EXPECT_EQ(job.workflow_ref, "engine-lab/bench/.github/workflows/measure.yml@refs/heads/main");
    EXPECT_EQ(job.run_id, "11223344");
    EXPECT_EQ(tokens_.verified(token({{"aud", {"https://lem.example", "x"}}})).run_id, "11223344");
}

TEST_F(TokensOfJobs, AreRefusedWhenTheyAreMeantForOthersOrSayTooLittle) {
    refuses(token({{"aud", "https://other.example"}}), "meant for somebody else");
    refuses(token({{"aud", nullptr}}), "meant for somebody else");
    refuses(token({{"aud", json::array()}}), "meant for somebody else");
    refuses(token({{"aud", 7}}), "meant for somebody else");
    refuses(token({{"iss", "https://token.actions.githubusercontent.com"}}), "another issuer");
    refuses(token({{"iss", issuer() + "/"}}), "another issuer");
    refuses(token({{"iss", nullptr}}), "another issuer");
    for (const char* claim :
         {"repository", "repository_id", "repository_owner_id", "ref", "workflow_ref", "run_id"})
        refuses(token({{claim, nullptr}}), "does not say which job");
    refuses(token({{"repository_id", "7070 or 1"}}), "does not say which job");
}

TEST_F(TokensOfJobs, AreValidForTheirTimeAndFiveMinutesMore) {
    const auto at = [&](const char* claim, std::int64_t seconds) {
        return token({{claim, now_s() + seconds}});
    };
    EXPECT_EQ(refusal(at("exp", -290)), "it is engine-lab/bench");
    refuses(at("exp", -300), "no longer valid");
    EXPECT_EQ(refusal(at("iat", 290)), "it is engine-lab/bench");
    refuses(at("iat", 310), "do the clocks differ");
    EXPECT_EQ(refusal(at("nbf", 290)), "it is engine-lab/bench");
    refuses(at("nbf", 310), "do the clocks differ");
    EXPECT_EQ(refusal(token({{"exp", static_cast<double>(now_s()) + 0.5}})),
              "it is engine-lab/bench");
    for (const char* claim : {"exp", "iat"}) {
        refuses(token({{claim, nullptr}}), "when it was issued or ends");
        refuses(token({{claim, "tomorrow"}}), "is no number");
    }
}

TEST_F(TokensOfJobs, AreRefusedUnlessTheIssuerSignedThem) {
    const std::string good = token();
    const auto parts = text::split(good, '.');
    const std::string head(parts[0]), content(parts[1]), signature(parts[2]);
    const auto encoded = [](const json& value) { return text::base64url(value.dump()); };
    const auto decoded = [](const std::string& part) {
        return schema::parse(*text::from_base64url(part)).value();
    };
    json forged = decoded(content);
    forged["repository_id"] = "1";
    refuses(head + "." + encoded(forged) + "." + signature, "its signature is wrong");
    refuses(head + "." + content + "." + std::string(signature.rbegin(), signature.rend()),
            "its signature is wrong");
    refuses(head + "." + content + ".", "its signature is wrong");
    for (const char* algorithm : {"none", "None", "HS256", "HS512", "RS1", "", "ES256K", "dir"}) {
        json other = decoded(head);
        other["alg"] = algorithm;
        refuses(encoded(other) + "." + content + "." + signature, "lem does not accept");
        refuses(encoded(other) + "." + content + ".", "lem does not accept");
    }
    // Another algorithm of the same key, or of another kind of key.
    for (const char* algorithm : {"RS512", "PS256", "ES256"}) {
        json other = decoded(head);
        other["alg"] = algorithm;
        refuses(encoded(other) + "." + content + "." + signature, "no key of the set fits");
    }
    refuses(token({}, {{"crit", {"b64"}}, {"b64", false}}), "must be understood");
    refuses(token({}, {{"kid", "made-up"}}), "no key of the set fits");
    EXPECT_EQ(refusal(token({}, {{"kid", nullptr}})), "it is engine-lab/bench")
        << "a token need not name its key";
    for (const std::string& rubbish :
         {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), good + ".x",
          good.substr(0, good.size() / 2), std::string(20'000, '.'), "e30." + content + ".",
          head + ".." + signature, "bnVsbA." + content + "." + signature})
        EXPECT_TRUE(refusal(rubbish).starts_with("unauthorized")) << rubbish;
}

TEST_F(TokensOfJobs, NeedAKeyThatIsForThem) {
    const SignedToken read = read_signed_token(token());
    const json keys = schema::parse(stub_->get("/_services/token/.well-known/jwks").body).value();
    json key = keys["keys"].back();
    const auto known = [&](const json& changed) {
        return verified_claims(read, {{"keys", {changed}}}).has_value();
    };
    const auto with = [&](const char* member, const json& value) {
        json changed = key;
        changed[member] = value;
        return changed;
    };
    EXPECT_TRUE(known(key));
    EXPECT_FALSE(known(with("use", "enc")));
    EXPECT_FALSE(known(with("alg", "RS512")));
    EXPECT_FALSE(known(with("kty", "EC")));
    EXPECT_FALSE(known(with("kty", "oct")));
    EXPECT_FALSE(known(with("kid", "another")));
    EXPECT_FALSE(known(with("e", std::string(100, 'A'))));
    EXPECT_FALSE(known(with("n", "AQAB"))) << "a key that anybody can break";
    EXPECT_FALSE(known(with("n", 7)));
    for (const json& list : {json(), json::array(), json::object(), json({{"keys", 7}}),
                             json({{"keys", {7, "x", nullptr}}})})
        EXPECT_FALSE(verified_claims(read, list));
    key.erase("use");
    key.erase("alg");
    EXPECT_TRUE(known(key)) << "both may be left out";
}

TEST_F(TokensOfJobs, AreRefusedWhenTheKeyIsShort) {
    stub_->post("/_stub/new-key", {{"bits", 1024}});
    const std::string weak = token();
    clock_.advance(std::chrono::hours(2));
    refuses(token({{"exp", now_s() + 60}, {"iat", now_s()}}), "no key of the set fits");
    stub_->post("/_stub/new-key", json::object());
}

TEST_F(TokensOfJobs, MakeLemAskForNewKeysButNotOften) {
    const auto fresh = [&] { return token({{"exp", now_s() + 60}, {"iat", now_s()}}); };
    const int before = times_asked_for_keys();
    const std::string first = fresh();
    tokens_.verified(first);
    tokens_.verified(first);
    EXPECT_EQ(times_asked_for_keys(), before + 1);
    stub_->post("/_stub/new-key", json::object());
    refuses(fresh(), "no key of the set fits");
    EXPECT_EQ(times_asked_for_keys(), before + 1) << "it had just asked";
    clock_.advance(limits::issuer_keys_asked_again_after);
    EXPECT_EQ(refusal(fresh()), "it is engine-lab/bench");
    EXPECT_EQ(times_asked_for_keys(), before + 2);
    for (int i = 0; i < 5; ++i)
        refuses(token({}, {{"kid", "made-up"}}), "no key of the set fits");
    EXPECT_EQ(times_asked_for_keys(), before + 2) << "a stranger made lem knock";
    EXPECT_EQ(refusal(first), "it is engine-lab/bench") << "the old key is still in the set";
}

TEST_F(TokensOfJobs, CannotBeCheckedWhileTheIssuerIsDown) {
    stub_->post("/_stub/switches", {{"down", true}});
    const std::string down =
        "unavailable: GitHub Actions does not answer at the moment. Try again in a few minutes.";
    const auto fresh = [&] { return token({{"exp", now_s() + 60}, {"iat", now_s()}}); };
    const std::string waiting = fresh();
    EXPECT_TRUE(refusal(waiting).starts_with(down));
    stub_->post("/_stub/switches", {{"down", false}});
    EXPECT_NE(refusal(waiting).find("it did not answer some seconds ago"), std::string::npos);
    clock_.advance(Issuer::left_alone);
    EXPECT_EQ(refusal(waiting), "it is engine-lab/bench");
    // What is known is used while the issuer is down.
    stub_->post("/_stub/switches", {{"down", true}});
    EXPECT_EQ(refusal(waiting), "it is engine-lab/bench");
    clock_.advance(std::chrono::hours(2));
    EXPECT_TRUE(refusal(fresh()).starts_with(down));
}

TEST(Claims, NameTheOneClientTheyAreFor) {
    const ExpectedClaims expected{
        .issuer = "https://i.example", .audience = "lem", .for_one_client = true, .nonce = "n"};
    const json usual{
        {"iss", "https://i.example"}, {"aud", "lem"}, {"nonce", "n"}, {"exp", 1'000}, {"iat", 900}};
    const auto holds = [&](const json& changes) {
        json claims = usual;
        claims.update(changes);
        try {
            require_claims(claims, expected, 950'000);
            return true;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::unauthenticated);
            return false;
        }
    };
    EXPECT_TRUE(holds(json::object()));
    EXPECT_TRUE(holds({{"azp", "lem"}}));
    EXPECT_TRUE(holds({{"aud", {"lem", "other"}}, {"azp", "lem"}}));
    EXPECT_FALSE(holds({{"aud", {"lem", "other"}}}));
    EXPECT_FALSE(holds({{"azp", "other"}}));
    EXPECT_FALSE(holds({{"azp", nullptr}}));
    EXPECT_FALSE(holds({{"nonce", "m"}}));
    EXPECT_FALSE(holds({{"nonce", nullptr}}));
    EXPECT_FALSE(holds({{"exp", 1e308}, {"iat", 1e308}}));
    EXPECT_TRUE(holds({{"exp", 1e308}}));
}

}  // namespace
}  // namespace lem::identity
