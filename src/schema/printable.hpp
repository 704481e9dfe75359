#pragma once
/// Characters that a name must not hold, since nobody sees them: two names that look alike would be
/// two things. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lem::schema {

/// The first control character, invisible character (zero width, joiner, variation selector, tag),
/// mark that turns the direction of writing, line separator, or space other than U+0020. Nothing
/// when there is none. Invalid UTF-8 is reported as U+FFFD.
std::optional<std::uint32_t> unprintable_character(std::string_view utf8);

/// The text in one line, with a space for each of these characters.
std::string printable(std::string_view utf8);

}  // namespace lem::schema
