#include "platform/http/api/base_path.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

TEST(BasePath, IsReadAsOperatorsTypeIt) {
    for (const char* typed : {"/lem", "lem", "/lem/", " /lem// "})
        EXPECT_EQ(read_base_path(typed), "/lem") << typed;
    EXPECT_EQ(read_base_path("/a/b.c/"), "/a/b.c");
    EXPECT_EQ(read_base_path(""), "");
    EXPECT_EQ(read_base_path("/"), "");
    for (const char* typed : {"/a//b", "/..", "/a/../b", "/a b", "https://x/lem", "/\"", "/%41"})
        EXPECT_THROW(read_base_path(typed), Error) << typed;
}

TEST(BasePath, IsTakenOffWhereTheProxyLeavesIt) {
    EXPECT_EQ(inside_base_path("/lem", "/lem/about"), "/about");
    EXPECT_EQ(inside_base_path("/lem", "/lem"), "/");
    EXPECT_EQ(inside_base_path("/lem", "/lem/"), "/");
    EXPECT_EQ(inside_base_path("/lem", "/about"), "/about");
    EXPECT_EQ(inside_base_path("/lem", "/lemon"), "/lemon");
    EXPECT_EQ(inside_base_path("", "/lem"), "/lem");
}

TEST(BasePath, MovesWhatLeadsToTheRoot) {
    Response response = html_response(
        200,
        R"(<link rel="icon" href="/favicon.svg"><script src="/a.js"></script><a href="/">x</a>)"
        R"(<form action="/submit"><a href="#main"><a href="//other.example/"><a href="https://x/">)"
        R"(<p title="say href=&quot;/x">say href=/x</p><script>{"a":" href=\"/x"}</script>)");
    response.headers = {{"Location", "/results/r"},
                        {"Link", "</api/v1/leaderboard.csv?cursor=x>; rel=\"next\""},
                        {"Set-Cookie", "s=1; Path=/; HttpOnly"},
                        {"Set-Cookie", "s=1; HttpOnly; Path=/"},
                        {"Set-Cookie", "s=1; Path=/auth"},
                        {"Vary", "/"}};
    move_below("/lem", response);
    EXPECT_EQ(
        std::get<std::string>(response.body),
        R"(<link rel="icon" href="/lem/favicon.svg"><script src="/lem/a.js"></script><a href="/lem/">x</a>)"
        R"(<form action="/lem/submit"><a href="#main"><a href="//other.example/"><a href="https://x/">)"
        R"(<p title="say href=&quot;/x">say href=/x</p><script>{"a":" href=\"/x"}</script>)");
    const std::vector<std::string> headers{
        "/lem/results/r",           "</lem/api/v1/leaderboard.csv?cursor=x>; rel=\"next\"",
        "s=1; Path=/lem; HttpOnly", "s=1; HttpOnly; Path=/lem",
        "s=1; Path=/lem/auth",      "/"};
    for (std::size_t i = 0; i < headers.size(); ++i)
        EXPECT_EQ(response.headers[i].value, headers[i]);
}

TEST(BasePath, LeavesOtherBodiesAndOtherHostsAlone) {
    Response json = json_response(200, R"({"a":" href=\"/x"})");
    json.headers = {{"Location", "https://x.example/"}, {"Location", "//x.example/"}};
    const Response before = json;
    move_below("/lem", json);
    EXPECT_EQ(std::get<std::string>(json.body), std::get<std::string>(before.body));
    EXPECT_EQ(json.headers[0].value, "https://x.example/");
    EXPECT_EQ(json.headers[1].value, "//x.example/");
}

}  // namespace
}  // namespace lem::http
