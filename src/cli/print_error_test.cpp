#include "cli/print_error.hpp"

#include <gtest/gtest.h>

namespace lem::cli {
namespace {

TEST(ForTerminal, ControlCharactersOfAServerAreShownAndNotObeyed) {
    EXPECT_EQ(for_terminal("no \x1b]0;owned\x07 model\x7f"), "no \\x1B]0;owned\\x07 model\\x7F");
    EXPECT_EQ(for_terminal("C1 \xC2\x9B"
                           "2J"),
              "C1 \\x9B2J");
    EXPECT_EQ(for_terminal("Größe 漢\n\tnext ± 2"), "Größe 漢\n\tnext ± 2");
    EXPECT_EQ(for_terminal(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(for_terminal("model gpj.\u202Eexe"), "model gpj.\\u{202E}exe");
}

}  // namespace
}  // namespace lem::cli
