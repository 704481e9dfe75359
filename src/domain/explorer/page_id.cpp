#include "domain/explorer/page_id.hpp"

namespace lem::domain {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool stays(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
}

void append_escaped(std::string& id, char c) {
    const auto byte = static_cast<unsigned char>(c);
    id += '!';
    id += digits[byte / 16];
    id += digits[byte % 16];
}

}  // namespace

std::string page_id(std::string_view name) {
    if (name.empty()) return "!";
    std::string id;
    for (const char c : name) {
        // Browsers take "." and ".." for folders.
        if (id.empty() && c == '.')
            append_escaped(id, c);
        else if (stays(c))
            id += c;
        else if (c == ' ')
            id += '_';
        else if (c == '/')
            id += '~';
        else if (c == '_')
            id += "!_";
        else
            append_escaped(id, c);
    }
    return id;
}

std::optional<std::string> name_of_page(std::string_view id) {
    std::string name;
    if (id == "!") return name;
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (id[i] == '_') {
            name += ' ';
        } else if (id[i] == '~') {
            name += '/';
        } else if (id[i] != '!') {
            name += id[i];
        } else if (id.substr(i + 1, 1) == "_") {
            name += '_';
            ++i;
        } else {
            const std::size_t high = i + 2 < id.size() ? digits.find(id[i + 1]) : digits.npos,
                              low = i + 2 < id.size() ? digits.find(id[i + 2]) : digits.npos;
            if (high == digits.npos || low == digits.npos) return std::nullopt;
            name += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return name;
}

}  // namespace lem::domain
