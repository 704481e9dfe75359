#include "schema/write.hpp"

#include "schema/json.hpp"

namespace lem::schema {

std::string plain_text(const Scalar& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return text::number(*real);
    return std::get<bool>(value) ? "true" : "false";
}

void append_text(std::string& out, std::string_view value) {
    constexpr std::string_view hex = "0123456789abcdef";
    if (!text::is_utf8(value)) {
        // Rare: text that came from a driver or a log. nlohmann knows how to replace.
        out += json(std::string(value)).dump(-1, ' ', false, json::error_handler_t::replace);
        return;
    }
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= ' ' && c != '"' && c != '\\') continue;
        out.append(value, start, i - start);
        start = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
        }
    }
    out.append(value, start, value.size() - start);
    out += '"';
}

std::string pretty(std::string_view compact_json) {
    std::string out;
    out.reserve(compact_json.size() * 2);
    std::size_t depth = 0;
    bool in_text = false;
    const auto new_line = [&] {
        out += '\n';
        out.append(2 * depth, ' ');
    };
    for (std::size_t i = 0; i < compact_json.size(); ++i) {
        const char c = compact_json[i];
        if (in_text) {
            out += c;
            if (c == '\\')
                out += compact_json[++i];
            else if (c == '"')
                in_text = false;
            continue;
        }
        const bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
        const char next = i + 1 < compact_json.size() ? compact_json[i + 1] : '\0';
        if (c == '"') in_text = true;
        if (closes && out.back() != '{' && out.back() != '[') {
            --depth;
            new_line();
        } else if (closes) {
            --depth;
        }
        out += c;
        if (opens) {
            ++depth;
            if (next != '}' && next != ']') new_line();
        } else if (c == ',') {
            new_line();
        } else if (c == ':') {
            out += ' ';
        }
    }
    out += '\n';
    return out;
}

}  // namespace lem::schema
