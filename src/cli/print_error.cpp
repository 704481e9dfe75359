#include "cli/print_error.hpp"

#include "cli/tell.hpp"
#include "schema/printable.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace lem::cli {

std::string for_terminal(std::string_view utf8) {
    std::string shown;
    while (!utf8.empty()) {
        std::size_t size = 1;
        while (size < utf8.size() && (static_cast<unsigned char>(utf8[size]) & 0xC0) == 0x80)
            ++size;
        const std::string_view character = utf8.substr(0, size);
        utf8.remove_prefix(size);
        const auto hidden = schema::unprintable_character(character);
        if (!hidden || character == "\n" || character == "\t") {
            shown += character;
        } else if (*hidden < 0x100) {
            shown += fmt::format("\\x{:02X}", *hidden);
        } else {
            shown += fmt::format("\\u{{{:04X}}}", *hidden);
        }
    }
    return shown;
}

void print_error(const Error& error, std::string_view about) {
    std::string text =
        fmt::format("lem: {}{}{}\n", about, about.empty() ? "" : ": ", error.message());
    for (const auto& [pointer, message] : error.violations())
        text += fmt::format("  {}{}{}\n", pointer, pointer.empty() ? "" : " ", message);
    if (!error.cause().empty()) text += fmt::format("  ({})\n", error.cause());
    tell("{}", for_terminal(text));
}

}  // namespace lem::cli
