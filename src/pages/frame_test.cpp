#include "pages/frame.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

constexpr std::string_view shell =
    "<head><!--lem:head--></head><div><!--lem:main--></div><!--lem:data-->";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(frame, names_from_strangers_are_text_in_title_and_description) {
    const std::string page = page_text(
        shell, {.title = "</title><!--lem:data-->", .description = "\"><b>", .main = {}}, {});
    EXPECT_TRUE(contains(page, "<title>&lt;/title&gt;&lt;!--lem:data--&gt;</title>"));
    EXPECT_TRUE(contains(page, "content=\"&quot;&gt;&lt;b&gt;\""));
    EXPECT_TRUE(page.ends_with("</script>"));
}

TEST(frame, holds_answers_by_their_addresses) {
    const std::string page =
        page_text(shell,
                  {.title = "",
                   .description = "",
                   .main = {},
                   .data = {{"/api/v1/stats", R"({"results":1})"}, {"/api/v1/x?q=\"", "\"<\""}}},
                  {});
    EXPECT_TRUE(contains(page, R"(id="lem-data">{"/api/v1/stats":{"results":1},)"
                               R"("/api/v1/x?q=\"":"\u003c"}</script>)"));
}

TEST(frame, marks_the_page_that_is_shown) {
    const std::string page =
        page_text(shell, {.title = "", .description = "", .main = {}, .path = "/about"},
                  {.navigation = {{"/", "Board"}, {"/about", "Method"}}});
    EXPECT_TRUE(contains(page, R"(<a href="/">Board</a>)"));
    EXPECT_TRUE(contains(page, R"(<a href="/about" aria-current="page">Method</a>)"));
}

TEST(frame, a_page_in_one_piece_is_painted_when_its_end_is_there) {
    const Page page{.title = "", .description = "", .main = {}, .in_one_piece = true};
    const std::string text = page_text(shell, page, {});
    EXPECT_TRUE(contains(text, R"(<link rel="expect" href="#page-end" blocking="render">)"));
    EXPECT_LT(text.find("expect"), text.find("</head>"));
    EXPECT_TRUE(contains(text, R"(<footer class="layout-footer" id="page-end">)"));
    EXPECT_FALSE(
        contains(page_text(shell, {.title = "", .description = "", .main = {}}, {}), "expect"));
}

TEST(frame, a_drawn_page_links_its_data_for_browsers_without_scripts) {
    EXPECT_TRUE(contains(drawn_main({{"/api/v1/metrics", "{}"}}).markup(),
                         R"(<noscript><p class="layout-lead">This page needs JavaScript.)"));
    EXPECT_TRUE(contains(drawn_main({{"/api/v1/metrics", "{}"}}).markup(),
                         R"(<a href="/api/v1/metrics">/api/v1/metrics</a>)"));
}

}  // namespace
}  // namespace lem::pages
