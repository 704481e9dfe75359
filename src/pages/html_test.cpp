#include "pages/html.hpp"

#include <gtest/gtest.h>

namespace lem::pages::html {
namespace {

const std::string hostile = R"("><script>alert('1')</script>&amp;<!--)";
const std::string harmless =
    "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&lt;!--";

TEST(html, text_is_escaped_in_an_element) {
    EXPECT_EQ(el("p", hostile).markup(), "<p>" + harmless + "</p>");
    EXPECT_EQ(el("title", hostile).markup(), "<title>" + harmless + "</title>");
    EXPECT_EQ(all(hostile, "<").markup(), harmless + "&lt;");
}

TEST(html, text_is_escaped_in_an_attribute) {
    EXPECT_EQ(el("p", {{"title", hostile}}).markup(), "<p title=\"" + harmless + "\"></p>");
    EXPECT_EQ(el("p", {{"class", classes({hostile, "", "b"})}}).markup(),
              "<p class=\"" + harmless + " b\"></p>");
    EXPECT_EQ(el("input", {{"value", std::optional(hostile)}}).markup(),
              "<input value=\"" + harmless + "\">");
}

TEST(html, built_markup_is_kept_and_text_beside_it_is_not) {
    const Html inner = el("b", "1 < 2");
    EXPECT_EQ(el("p", inner, " & ", std::vector{inner, inner}, 3).markup(),
              "<p><b>1 &lt; 2</b> &amp; <b>1 &lt; 2</b><b>1 &lt; 2</b>3</p>");
    EXPECT_EQ(el("p", inner.markup()).markup(), "<p>&lt;b&gt;1 &amp;lt; 2&lt;/b&gt;</p>");
}

TEST(html, an_attribute_may_be_absent_or_bare) {
    EXPECT_EQ(el("input",
                 {{"required", true}, {"disabled", false}, {"value", std::optional<std::string>()}})
                  .markup(),
              "<input required>");
    EXPECT_EQ(el("rect", {{"x", 5}, {"class", classes({"", ""})}}).markup(),
              "<rect x=\"5\"></rect>");
}

TEST(html, a_link_that_runs_code_or_leaves_the_schemes_is_dropped) {
    for (const char* url :
         {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
          "\tjavascript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x",
          "//evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "",
          "mailto:a@b.example", "file:///etc/passwd", "ftp://a.example"}) {
        EXPECT_EQ(el("a", {{"href", url}}, "x").markup(), "<a>x</a>") << url;
        EXPECT_EQ(el("form", {{"action", std::string(url)}}).markup(), "<form></form>") << url;
        EXPECT_EQ(el("img", {{"src", std::string_view(url)}}).markup(), "<img>") << url;
    }
}

TEST(html, a_link_within_the_site_or_by_http_is_kept_and_escaped) {
    EXPECT_EQ(el("a", {{"href", "/?q=a&sort=\"b\""}}).markup(),
              "<a href=\"/?q=a&amp;sort=&quot;b&quot;\"></a>");
    for (const char* url :
         {"/", "/about#ranks", "#main", "https://a.example/", "http://a.example/"})
        EXPECT_EQ(el("a", {{"href", url}}).markup(), "<a href=\"" + std::string(url) + "\"></a>");
}

TEST(html, data_cannot_end_its_block) {
    EXPECT_EQ(
        Html::data_block("data", R"({"a":"</script><!--"})").markup(),
        R"(<script type="application/json" id="data">{"a":"\u003c/script>\u003c!--"}</script>)");
}

}  // namespace
}  // namespace lem::pages::html
