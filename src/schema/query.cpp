#include "schema/query.hpp"

namespace lem::schema {
namespace {

/// A comma stays as it is: it separates the values of a list, and an address is read by people.
void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view plain = "-_.~/,";
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos;
        if (keep) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
}

}  // namespace

std::string to_query_text(const Parameters& parameters) {
    std::string text;
    for (const Parameter& parameter : parameters) {
        if (!text.empty()) text += '&';
        append_encoded(text, parameter.name);
        text += '=';
        append_encoded(text, parameter.value);
    }
    return text;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> values;
    std::string value;
    const auto end_value = [&] {
        if (!value.empty()) values.push_back(std::move(value));
        value.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escapes =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == '\\');
        if (text[i] == ',')
            end_value();
        else
            value += text[escapes ? ++i : i];
    }
    end_value();
    return values;
}

std::string list_item(std::string_view value) {
    std::string item;
    for (const char c : value) {
        if (c == ',' || c == '\\') item += '\\';
        item += c;
    }
    return item;
}

tl::expected<Range, std::string> parse_range(std::string_view value) {
    constexpr std::string_view grammar = "must be a range such as 5..10, 5.., ..10 or 7";
    const auto wrong = [&] { return tl::unexpected(std::string(grammar)); };
    const std::size_t dots = value.find("..");
    if (dots == std::string_view::npos) {
        const auto exact = text::to_double(value);
        if (!exact) return wrong();
        return Range{exact, exact};
    }
    const std::string_view low = value.substr(0, dots), high = value.substr(dots + 2);
    if (low.empty() && high.empty()) return wrong();
    Range range;
    if (!low.empty() && !(range.minimum = text::to_double(low))) return wrong();
    if (!high.empty() && !(range.maximum = text::to_double(high))) return wrong();
    if (range.minimum && range.maximum && *range.minimum > *range.maximum) {
        return tl::unexpected("must not be empty: " + std::string(low) + " is above " +
                              std::string(high));
    }
    return range;
}

std::string to_text(const Range& range) {
    if (range.minimum && range.minimum == range.maximum) return text::number(*range.minimum);
    return (range.minimum ? text::number(*range.minimum) : "") + ".." +
           (range.maximum ? text::number(*range.maximum) : "");
}

}  // namespace lem::schema
