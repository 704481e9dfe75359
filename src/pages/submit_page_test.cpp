#include "pages/submit_page.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(submit_page, shows_what_is_wrong_and_where) {
    domain::CheckReport report;
    report.violations = {{"/cycles/0/<x>", "must be a number"}};
    const std::string html = submit_page_html({}, report).markup();
    EXPECT_TRUE(contains(html, "Not acceptable."));
    EXPECT_TRUE(contains(html, "/cycles/0/&lt;x&gt;"));
    EXPECT_TRUE(contains(html, "enctype=\"multipart/form-data\""));
}

TEST(submit_page, says_why_a_form_was_rejected) {
    const std::string html = submit_page_html({}, {}, "The token is <unknown>.").markup();
    EXPECT_TRUE(contains(html, "<b>Rejected.</b> The token is &lt;unknown&gt;."));
    EXPECT_FALSE(contains(submit_page_html({}, {}).markup(), "Rejected."));
}

}  // namespace
}  // namespace lem::pages
