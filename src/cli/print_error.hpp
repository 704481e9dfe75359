#pragma once
/// How the command line prints an error, on standard error.

#include "base/error.hpp"

namespace lem::cli {

/// What schema::unprintable_character finds becomes "\x1B" or "\u{202E}": a message may quote a
/// server, which must not move the cursor, rename the window or turn the text around. Line ends and
/// tabs stay.
std::string for_terminal(std::string_view utf8);

/// `about` names what failed, such as a file; "" when there is only one candidate.
void print_error(const Error& error, std::string_view about = "");

}  // namespace lem::cli
