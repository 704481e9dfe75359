#pragma once
/// Checks the raw bytes of a request head before parsing. Beast accepts some heads that a proxy in
/// front of the server may read differently (request smuggling, RFC 9112 sections 5 and 6.3):
/// folded lines, repeated Host or Content-Length, Transfer-Encoding other than chunked. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lem::http {

/// The parts of a request target (RFC 9112, 3.2). `authority` is set for the absolute form only.
struct Target {
    std::string_view authority;
    std::string_view path;   // "/..." or "*"
    std::string_view query;  // without the question mark
};

/// nullopt for a target that is neither a path, nor an http or https address, nor "*".
std::optional<Target> split_target(std::string_view target);

/// host[:port], where host is a name, an IPv4 address, or an IPv6 address in brackets (RFC 3986,
/// 3.2.2).
bool is_authority(std::string_view text);

struct HeadRefusal {
    int status;  // 400, 431, 414 or 501
    std::string reason;
};

/// `head` ends with the empty line. nullopt if it may be parsed.
std::optional<HeadRefusal> check_head(std::string_view head);

}  // namespace lem::http
