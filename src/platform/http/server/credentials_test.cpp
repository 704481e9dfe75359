#include "platform/http/server/credentials.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

Request request_with(std::string method, schema::Parameters headers) {
    Request request;
    request.method = std::move(method);
    request.headers = std::move(headers);
    return request;
}

TEST(Credentials, AreReadFromTheHeaderAndTheCookie) {
    const auto both = request_with(
        "GET", {{"Authorization", "bearer  abc "}, {"Cookie", "a=b; lem_session=xyz;c=d"}});
    EXPECT_EQ(credentials_of(both).bearer, "abc");
    EXPECT_EQ(credentials_of(both).cookie, "xyz");
    const auto neither = request_with(
        "GET", {{"Authorization", "Basic abc"}, {"Cookie", "xlem_session=xyz; lem_sessionx=1"}});
    EXPECT_FALSE(credentials_of(neither).any());
    auto secure = request_with(
        "GET", {{"Cookie", "lem_session=plain"}, {"Cookie", "__Host-lem_session=secure"}});
    EXPECT_EQ(credentials_of(secure).cookie, "plain");
    secure.uses_https = true;
    EXPECT_EQ(credentials_of(secure).cookie, "secure");
    secure.headers.pop_back();
    EXPECT_EQ(credentials_of(secure).cookie, "") << "any host of the domain can set that name";
}

TEST(Credentials, PagesOfOtherSitesChangeNothing) {
    struct Case {
        std::string method;
        schema::Parameters headers;
        bool allowed;
    };
    const schema::Parameter cookie{"Cookie", "lem_session=x"};
    for (const auto& [method, headers, allowed] : std::vector<Case>{
             {"GET", {cookie, {"Sec-Fetch-Site", "cross-site"}}, true},
             {"POST", {cookie, {"Sec-Fetch-Site", "same-origin"}}, true},
             {"POST", {cookie, {"Sec-Fetch-Site", "none"}}, true},
             {"POST", {cookie, {"Sec-Fetch-Site", "cross-site"}}, false},
             {"POST", {cookie, {"Sec-Fetch-Site", "same-site"}}, false},
             {"POST",
              {cookie, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://lem.example"}},
              false},
             {"POST", {cookie, {"Origin", "https://lem.example"}}, true},
             {"DELETE", {cookie, {"Origin", "https://evil.example"}}, false},
             {"POST", {cookie, {"Origin", "null"}}, false},
             {"POST", {cookie}, false},
             {"POST", {}, true},
             {"POST", {{"Origin", "https://evil.example"}}, false},
             {"POST", {{"Authorization", "Bearer t"}, {"Origin", "https://evil.example"}}, true},
         }) {
        const Request request = request_with(method, headers);
        const Client client{.address = "203.0.113.1", .requested_host = "lem.example"};
        if (allowed)
            EXPECT_NO_THROW(require_own_page(request, client, credentials_of(request)));
        else
            EXPECT_THROW(require_own_page(request, client, credentials_of(request)), Error)
                << method << " " << schema::to_query_text(headers);
    }
}

}  // namespace
}  // namespace lem::http
