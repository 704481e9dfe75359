#include "cli/print_error.hpp"

#include "cli/tell.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace lem::cli {

std::string for_terminal(std::string_view utf8) {
    std::string shown;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0U;
        const bool kept = byte == '\n' || byte == '\t';
        const bool of_c1 = byte == 0xC2 && next >= 0x80 && next <= 0x9F;
        if (of_c1) {
            shown += fmt::format("\\x{:02X}", next);
            ++i;
        } else if ((byte < 0x20 && !kept) || byte == 0x7F) {
            shown += fmt::format("\\x{:02X}", byte);
        } else {
            shown += utf8[i];
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
