#pragma once
/// Decimal numbers in front of other text. Pure; does not throw.

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace lem::text {

/// Takes a number off the beginning of the text, as far as it is one; nullopt, and nothing taken,
/// unless there is a finite one.
inline std::optional<double> take_double(std::string_view& text) {
#ifdef __wasi__
    // libc++ 19 has no from_chars for doubles. There is only one locale; strtod accepts more than
    // from_chars (spaces, a plus, hexadecimal), so those are rejected first.
    const std::string held(text.substr(0, text.find_first_not_of("0123456789.eE+-")));
    if (held.empty() || held.front() == '+') return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(held.c_str(), &end);
    const auto length = static_cast<std::size_t>(end - held.c_str());
    if (length == 0) return std::nullopt;
#else
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{}) return std::nullopt;
    const auto length = static_cast<std::size_t>(end - text.data());
#endif
    if (!std::isfinite(value)) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

}  // namespace lem::text
