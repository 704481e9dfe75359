#include "pages/shell.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// The hashes are those of `printf a | openssl dgst -sha256 -binary | base64`.
constexpr std::string_view hash_of_a = "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='";
constexpr std::string_view hash_of_b = "'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='";

TEST(Shell, AllowsItsOwnInlinePartsAlone) {
    const Shell shell("<style>a</style><script>b</script><script src=\"/x.js\"></script>");
    EXPECT_TRUE(has(shell.policy(), "script-src 'self' " + std::string(hash_of_b) + ";"));
    EXPECT_TRUE(has(shell.policy(), " " + std::string(hash_of_a) + "; img-src"));
    EXPECT_FALSE(has(shell.policy(), "unsafe"));
    EXPECT_TRUE(has(shell.submit_policy(), std::string(hash_of_b) + " 'wasm-unsafe-eval';"));
}

TEST(Shell, IsThereWithoutTheWebApplication) {
    const Shell shell("");
    EXPECT_TRUE(has(std::string(shell.html()), "<!--lem:main-->"));
    EXPECT_TRUE(has(shell.policy(), "script-src 'self';"));
}

TEST(Shell, StopsAtAPartThatDoesNotEnd) {
    EXPECT_TRUE(has(Shell("<script>b").policy(), "script-src 'self';"));
}

}  // namespace
}  // namespace lem::pages
