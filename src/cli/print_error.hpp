#pragma once
/// How the command line prints an error, on standard error.

#include "base/error.hpp"

namespace lem::cli {

/// Control characters become "\x1B": a message may quote a server, which must not move the
/// cursor or rename the window. Line ends and tabs stay.
std::string for_terminal(std::string_view utf8);

/// `about` names what failed, such as a file; "" when there is only one candidate.
void print_error(const Error& error, std::string_view about = "");

}  // namespace lem::cli
