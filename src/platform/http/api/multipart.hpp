#pragma once
/// The parts of a multipart/form-data body (RFC 7578), as views into it, as a plain HTML form sends
/// it. Pure. The body's size is bounded by its route.

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace lem::http {

struct FormPart {
    std::string_view name;
    std::string_view content;
};

/// `content_type` is the whole header with its boundary. The error says what is wrong.
tl::expected<std::vector<FormPart>, std::string_view> parse_form(std::string_view content_type,
                                                                 std::string_view body);

}  // namespace lem::http
