#pragma once
/// What the command line says beside its output: on standard error.

#include <cstdio>
#include <fmt/format.h>
#include <system_error>
#include <utility>

namespace lem::cli {

/// A closed terminal ends neither a measurement nor the report of an error.
template <class... T>
void tell(fmt::format_string<T...> format, T&&... values) {
    try {
        fmt::print(stderr, format, std::forward<T>(values)...);
        std::fflush(stderr);
    } catch (const std::system_error&) {
        // The reader is gone.
    }
}

}  // namespace lem::cli
