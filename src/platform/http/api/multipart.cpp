#include "platform/http/api/multipart.hpp"

#include "base/text.hpp"

#include <string>

namespace lem::http {
namespace {

constexpr std::size_t parts_max = 16, boundary_length_max = 70, head_bytes_max = 4096;

/// The value of `name=` in a header, without its quotes.
std::string_view parameter(std::string_view header, std::string_view name) {
    for (const std::string_view piece : text::split(header, ';')) {
        const std::string_view pair = text::trim(piece);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || !text::iequals(pair.substr(0, equals), name))
            continue;
        std::string_view value = pair.substr(equals + 1);
        if (value.size() > 1 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

std::string_view name_in(std::string_view head) {
    for (const std::string_view line : text::split(head, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (text::iequals(text::trim(line.substr(0, colon)), "content-disposition"))
            return parameter(line.substr(colon + 1), "name");
    }
    return {};
}

}  // namespace

tl::expected<std::vector<FormPart>, std::string_view> parse_form(std::string_view content_type,
                                                                 std::string_view body) {
    const auto wrong = [](std::string_view why) { return tl::unexpected(why); };
    const std::string_view boundary = parameter(content_type, "boundary");
    if (boundary.empty() || boundary.size() > boundary_length_max)
        return wrong("the form has no boundary");
    const std::string mark = "--" + std::string(boundary), line_mark = "\r\n" + mark;
    if (!body.starts_with(mark)) return wrong("the form does not start with its boundary");
    body.remove_prefix(mark.size());
    std::vector<FormPart> parts;
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n") || parts.size() == parts_max)
            return wrong("the form is broken or has too many parts");
        const std::size_t head_end = body.substr(0, head_bytes_max).find("\r\n\r\n");
        if (head_end == std::string_view::npos)
            return wrong("a part of the form has no end of its header");
        const std::size_t content_start = head_end + 4, end = body.find(line_mark, head_end + 2);
        if (end == std::string_view::npos || end + 2 < content_start)
            return wrong("a part of the form does not end");
        const std::string_view content = end < content_start
                                             ? std::string_view{}
                                             : body.substr(content_start, end - content_start);
        parts.push_back({name_in(body.substr(2, head_end)), content});
        body.remove_prefix(end + line_mark.size());
    }
    return parts;
}

}  // namespace lem::http
