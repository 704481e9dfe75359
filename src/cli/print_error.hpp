#pragma once
/// How the command line prints an error, on standard error.

#include "base/error.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace lem::cli {

/// `about` names what failed, such as a file; "" when there is only one candidate.
inline void print_error(const Error& error, std::string_view about = "") {
    fmt::print(stderr, "lem: {}{}{}\n", about, about.empty() ? "" : ": ", error.message());
    for (const auto& [pointer, message] : error.violations())
        fmt::print(stderr, "  {}{}{}\n", pointer, pointer.empty() ? "" : " ", message);
    if (!error.cause().empty()) fmt::print(stderr, "  ({})\n", error.cause());
}

}  // namespace lem::cli
