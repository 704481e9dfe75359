#pragma once
/// Looks at the raw bytes of a request head before the parser does. Beast accepts some heads that a
/// proxy in front of us may read differently (request smuggling, RFC 9112 sections 5 and 6.3):
/// folded lines, repeated Host or Content-Length, Transfer-Encoding other than chunked. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lem::http {

struct HeadRefusal {
    int status;  // 400, 431, 414 or 501
    std::string reason;
};

/// `head` ends with the empty line. Nothing when it may be parsed.
std::optional<HeadRefusal> check_head(std::string_view head);

}  // namespace lem::http
