#include "platform/http/api/base_path.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace lem::http {
namespace {

bool is_plain_segment(std::string_view segment) {
    return !segment.empty() && segment != "." && segment != ".." &&
           std::ranges::all_of(segment, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || c == '~';
           });
}

/// "/about", but not "//other.example", which is another host.
bool starts_at_root(std::string_view reference) {
    return reference.starts_with('/') && !reference.starts_with("//");
}

/// Quotes inside texts and values are escaped, so an attribute is found by its name and quote.
std::string html_below(std::string_view base, std::string_view html) {
    constexpr std::array<std::string_view, 4> links{" href", " src", " action", " formaction"};
    std::string moved;
    moved.reserve(html.size() + html.size() / 16);
    for (std::size_t at; (at = html.find("=\"/")) != std::string_view::npos;) {
        const std::string_view before = html.substr(0, at);
        const bool link = std::ranges::any_of(
            links, [&](std::string_view attribute) { return before.ends_with(attribute); });
        moved += html.substr(0, at + 2);
        html.remove_prefix(at + 2);
        if (link && starts_at_root(html)) moved += base;
    }
    return moved.append(html);
}

void move_header(std::string_view base, Header& header) {
    std::string& value = header.value;
    if (text::iequals(header.name, "Location") && starts_at_root(value)) {
        value.insert(0, base);
    } else if (text::iequals(header.name, "Link") && value.starts_with('<') &&
               starts_at_root(std::string_view(value).substr(1))) {
        value.insert(1, base);
    } else if (text::iequals(header.name, "Set-Cookie")) {
        // Browsers take a name with this prefix with the path / only.
        if (value.starts_with("__Host-")) return;
        const std::size_t path = text::lower(value).find("; path=/");
        if (path != std::string::npos) {
            const std::size_t slash = path + std::string_view("; path=").size();
            const bool whole = slash + 1 == value.size() || value[slash + 1] == ';';
            value.replace(slash, whole ? 1 : 0, base);
        }
    }
}

std::string_view text_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
        return **shared;
    if (const auto* fixed = std::get_if<StaticBody>(&body)) return fixed->bytes;
    return {};
}

}  // namespace

std::string read_base_path(std::string_view typed) {
    std::string_view path = text::trim(typed);
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    if (path.empty()) return {};
    if (!std::ranges::all_of(text::split(path, '/'), is_plain_segment))
        throw Error(ErrorCode::bad_request, "--base-path must be a path such as /lem, not \"" +
                                                text::cut(typed, 100) + "\".");
    return "/" + std::string(path);
}

std::string_view inside_base_path(std::string_view base, std::string_view path) {
    if (base.empty() || !path.starts_with(base)) return path;
    const std::string_view rest = path.substr(base.size());
    if (rest.empty()) return "/";
    return rest.starts_with('/') ? rest : path;
}

void move_below(std::string_view base, Response& response) {
    if (base.empty()) return;
    for (Header& header : response.headers)
        move_header(base, header);
    if (!response.content_type.starts_with("text/html")) return;
    response.body = html_below(base, text_of(response.body));
    response.etag.clear();  // of the unchanged body
}

}  // namespace lem::http
