#include "pages/exports/tex.hpp"

#include "schema/printable.hpp"

#include <algorithm>
#include <array>

namespace lem::pages::exports {
namespace {

struct Special {
    std::string_view text, written;
};
constexpr std::array specials{
    Special{"\\", "\\textbackslash{}"},
    Special{"{", "\\textbraceleft{}"},
    Special{"}", "\\textbraceright{}"},
    Special{"$", "\\$"},
    Special{"&", "\\&"},
    Special{"#", "\\#"},
    Special{"%", "\\%"},
    Special{"_", "\\_"},
    Special{"~", "\\textasciitilde{}"},
    Special{"^", "\\textasciicircum{}"},
    Special{"<", "\\textless{}"},
    Special{">", "\\textgreater{}"},
    Special{"|", "\\textbar{}"},
    Special{"\"", "\\textquotedbl{}"},
    // Behind the end of a line of a table they would belong to it.
    Special{"[", "{[}"},
    Special{"*", "{*}"},
    Special{"\u00b1", "$\\pm$"},
    Special{"\u00b7", "$\\cdot$"},
    Special{"\u2264", "$\\le$"},
    Special{"\u2265", "$\\ge$"},
    Special{"\u00d7", "$\\times$"},
    Special{"\u2014", "---"},
    Special{"\u2191", "$\\uparrow$"},
    Special{"\u2193", "$\\downarrow$"},
};

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string tex_escaped(std::string_view given) {
    const std::string text = schema::printable(given);
    std::string_view rest = text;
    std::string out;
    while (!rest.empty()) {
        const auto special = std::ranges::find_if(
            specials, [&](const Special& one) { return rest.starts_with(one.text); });
        if (special == specials.end()) {
            out += rest.front();
            rest.remove_prefix(1);
        } else {
            out += special->written;
            rest.remove_prefix(special->text.size());
        }
    }
    return out;
}

std::string tex_key(std::string_view text) {
    std::string key;
    for (const char c : text)
        key += is_plain(c) || c == '_' ? c : '-';
    return key;
}

std::string tex_url(std::string_view address) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : address) {
        const auto byte = static_cast<unsigned char>(c);
        // What is left of a URL here is safe; a backslash or brace would leave the command.
        if (is_plain(c) ||
            std::string_view(":/?=&+-._~!*,;@()[]'$").find(c) != std::string_view::npos)
            out += c;
        else if (c == '%')
            out += c;
        else
            out.append({'%', digits[byte / 16], digits[byte % 16]});
    }
    return out;
}

}  // namespace lem::pages::exports
