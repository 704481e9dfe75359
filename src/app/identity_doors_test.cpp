#include "app/identity_doors.hpp"

#include <gtest/gtest.h>

namespace lem::app {
namespace {

Config with_github() {
    Config config;
    config.public_url = "https://lem.example/";
    config.github_client_id = "Iv1.x";
    config.github_client_secret = Secret{"hush"};
    return config;
}
Config with_open_id() {
    Config config;
    config.public_url = "https://lem.example";
    config.oidc_issuer = "http://issuer.internal:8080/realm/";
    config.oidc_client_id = "lem";
    config.oidc_client_secret = Secret{"hush"};
    return config;
}

/// What a start with these settings says; empty if nothing is wrong.
std::string said(const Config& config) {
    const FakeClock clock;
    try {
        const IdentityDoors doors(config, clock, false);
        return {};
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_request);
        EXPECT_EQ(error.message().find("hush"), std::string::npos);
        return error.message();
    }
}
template <class Change>
std::string said(Config config, Change change) {
    change(config);
    return said(config);
}
/// Does the message begin so?
void expect_begins(const std::string& message, const std::string& begin) {
    EXPECT_TRUE(message.starts_with(begin)) << message;
}

TEST(IdentityDoors, AreThoseThatAreSet) {
    const FakeClock clock;
    IdentityDoors none(Config{}, clock, false);
    EXPECT_TRUE(none.take_providers().empty());
    EXPECT_EQ(none.workloads(), nullptr);

    Config both = with_open_id();
    both.github_client_id = "Iv1.x";
    both.github_client_secret = Secret{"hush"};
    both.workload_audience = "https://lem.example";
    IdentityDoors doors(both, clock, true);
    const auto providers = doors.take_providers();
    ASSERT_EQ(providers.size(), 2U);
    EXPECT_EQ(providers[0]->title(), "GitHub");
    EXPECT_NE(providers[0]->authorization_url({}).find("read%3Aorg"), std::string::npos);
    EXPECT_EQ(providers[1]->title(), "issuer.internal");
    EXPECT_NE(doors.workloads(), nullptr);
    EXPECT_EQ(doors.public_url(), "https://lem.example");
    both.oidc_title = "Example Ltd";
    EXPECT_EQ(IdentityDoors(both, clock, false).take_providers()[1]->title(), "Example Ltd");
}

TEST(IdentityDoors, SayWhichSettingIsMissing) {
    expect_begins(said(with_github(), [](Config& c) { c.github_client_secret.reset(); }),
                  "--github-client-id needs --github-client-secret-file");
    expect_begins(said(with_github(), [](Config& c) { c.github_client_id.reset(); }),
                  "The client secret of GitHub needs --github-client-id");
    expect_begins(said(with_github(), [](Config& c) { c.public_url.reset(); }),
                  "--github-client-id needs --public-url");
    expect_begins(said(with_open_id(), [](Config& c) { c.oidc_issuer.reset(); }),
                  "--oidc-client-id needs --oidc-issuer");
    expect_begins(said(with_open_id(), [](Config& c) { c.oidc_client_id.reset(); }),
                  "--oidc-issuer needs --oidc-client-id");
    expect_begins(said(with_open_id(), [](Config& c) { c.oidc_client_secret.reset(); }),
                  "--oidc-issuer needs --oidc-client-secret-file");
    expect_begins(said(with_open_id(), [](Config& c) { c.public_url.reset(); }),
                  "--oidc-issuer needs --public-url");
}

TEST(IdentityDoors, SayWhichAddressIsWrong) {
    expect_begins(said(with_github(), [](Config& c) { c.github_url = "github.com"; }),
                  "--github-url: An address");
    expect_begins(said(with_github(), [](Config& c) { c.github_api_url = "https://a.example/?x"; }),
                  "--github-api-url must not have a query");
    expect_begins(said(with_open_id(), [](Config& c) { c.oidc_issuer = "https://hush@x.example"; }),
                  "--oidc-issuer: An address");
    expect_begins(said(Config{}, [](Config& c) { c.workload_issuer = ""; }), "--workload-issuer: ");
    const auto with_public_url = [](const std::string& url, const std::string& base_path = "") {
        return said(with_github(), [&](Config& c) {
            c.public_url = url;
            c.base_path = base_path;
        });
    };
    EXPECT_EQ(with_public_url("http://localhost:8080"), "");
    EXPECT_EQ(with_public_url("http://127.0.0.1:8080/"), "");
    EXPECT_EQ(with_public_url("https://lem.example/lem/", "lem"), "");
    expect_begins(with_public_url("http://lem.example"), "--public-url must start with https://");
    expect_begins(with_public_url("https://lem.example/lem"), "--public-url must be a host with");
    expect_begins(with_public_url("https://lem.example", "lem"),
                  "--public-url must be a host with");
    expect_begins(with_public_url("lem.example"), "--public-url: An address");
}

}  // namespace
}  // namespace lem::app
