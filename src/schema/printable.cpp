#include "schema/printable.hpp"

#include <algorithm>
#include <array>

namespace lem::schema {
namespace {

struct Range {
    std::uint32_t first, last;
};

/// Unicode 15: general categories Cc, Zl, Zp and Zs without U+0020, the property
/// Default_Ignorable_Code_Point, which holds the marks of direction, interlinear annotation, Arabic
/// signs that enclose what follows, private use, and what is not a character.
constexpr std::array unprintable{
    Range{0x0000, 0x001F},    Range{0x007F, 0x00A0},   Range{0x00AD, 0x00AD},
    Range{0x034F, 0x034F},    Range{0x0600, 0x0605},   Range{0x061C, 0x061C},
    Range{0x06DD, 0x06DD},    Range{0x070F, 0x070F},   Range{0x115F, 0x1160},
    Range{0x1680, 0x1680},    Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x2000, 0x200F},    Range{0x2028, 0x202F},   Range{0x205F, 0x206F},
    Range{0x2800, 0x2800},  // the empty pattern of Braille
    Range{0x3000, 0x3000},    Range{0x3164, 0x3164},   Range{0xE000, 0xF8FF},
    Range{0xFDD0, 0xFDEF},    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},
    Range{0xFFA0, 0xFFA0},    Range{0xFFF0, 0xFFFB},   Range{0xFFFE, 0xFFFF},
    Range{0x1BCA0, 0x1BCA3},  Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
    Range{0xF0000, 0x10FFFF},
};

/// The next character, taken off the text.
std::uint32_t take(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (size == 1 || text.size() < size || byte(0) < 0xC0) {
        const std::uint32_t character = byte(0) < 0x80 ? byte(0) : 0xFFFD;
        text.remove_prefix(1);
        return character;
    }
    std::uint32_t character = byte(0) & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i)
        character = character << 6 | (byte(i) & 0x3F);
    text.remove_prefix(size);
    return character;
}

bool is_unprintable(std::uint32_t character) {
    const auto range = std::ranges::lower_bound(unprintable, character, {}, &Range::last);
    return (range != unprintable.end() && range->first <= character) || character == 0xFFFD;
}

}  // namespace

std::optional<std::uint32_t> unprintable_character(std::string_view utf8) {
    while (!utf8.empty()) {
        const std::uint32_t character = take(utf8);
        if (is_unprintable(character)) return character;
    }
    return std::nullopt;
}

std::string printable(std::string_view utf8) {
    std::string out;
    while (!utf8.empty()) {
        const std::string_view before = utf8;
        const bool shown = !is_unprintable(take(utf8));
        out += shown ? before.substr(0, before.size() - utf8.size()) : " ";
    }
    return out;
}

}  // namespace lem::schema
