#include "features/accounts/browser_name.hpp"

#include <gtest/gtest.h>

namespace lem::accounts {
namespace {

TEST(BrowserName, SaysBrowserAndSystemByTheirOwnWords) {
    EXPECT_EQ(browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140"),
              "Firefox on Linux");
    EXPECT_EQ(browser_name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
                           "AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"),
              "Safari on iPhone");
    EXPECT_EQ(browser_name("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 "
                           "Safari/537.36 Edg/140.0"),
              "Edge on Windows")
        << "browsers also name those that they resemble";
    EXPECT_EQ(browser_name("curl/8.5.0 something else"), "curl/8.5.0");
    EXPECT_EQ(browser_name(""), "");
    EXPECT_EQ(browser_name("\x1b[31mred"), "") << "no escape sequence reaches a page or terminal";
    EXPECT_EQ(browser_name(std::string(500, 'a')).size(), 40U);
}

}  // namespace
}  // namespace lem::accounts
