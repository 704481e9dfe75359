#include "platform/http/server/head_check.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "platform/http/api/message.hpp"
#include "platform/http/api/percent_encoding.hpp"

#include <algorithm>

namespace lem::http {
namespace {

bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool has_control(std::string_view value) {
    return std::any_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < ' ' && byte != '\t') || byte == 127;
    });
}

bool all_digits(std::string_view value) {
    return !value.empty() && value.size() < 19 &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_registered_name(std::string_view name) {
    return is_percent_encoded(name) && std::all_of(name.begin(), name.end(), [](char c) {
               return is_alphanumeric(c) ||
                      std::string_view("-._~%!$&'()*+,;=").find(c) != std::string_view::npos;
           });
}

struct Seen {
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
};

std::optional<HeadRefusal> check_field(std::string_view line, bool http_1_0, Seen& seen) {
    if (line.front() == ' ' || line.front() == '\t')
        return HeadRefusal{400, "folded header lines are not accepted"};
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return HeadRefusal{400, "a header name is malformed"};
    }
    const std::string_view name = line.substr(0, colon), value = text::trim(line.substr(colon + 1));
    if (has_control(value)) return HeadRefusal{400, "a header value contains control characters"};
    if (text::iequals(name, "host")) {
        if (++seen.hosts > 1) return HeadRefusal{400, "Host is given twice"};
        if (!value.empty() && !is_authority(value))
            return HeadRefusal{400, "Host is not a host name with or without a port"};
    } else if (text::iequals(name, "content-length")) {
        if (++seen.lengths > 1) return HeadRefusal{400, "Content-Length is given twice"};
        if (!all_digits(value)) return HeadRefusal{400, "Content-Length is not a number"};
    } else if (text::iequals(name, "content-encoding")) {
        if (!text::iequals(value, "identity"))
            return HeadRefusal{415,
                               "compressed bodies are not accepted; send the bytes as they are"};
    } else if (text::iequals(name, "transfer-encoding")) {
        if (http_1_0) return HeadRefusal{400, "Transfer-Encoding does not exist in HTTP/1.0"};
        if (++seen.encodings > 1) return HeadRefusal{400, "Transfer-Encoding is given twice"};
        if (text::iequals(value, "chunked")) return std::nullopt;
        const auto codings = text::split(value, ',');
        const bool known = codings.size() == 2 &&
                           text::iequals(text::trim(codings[1]), "chunked") &&
                           (text::iequals(text::trim(codings[0]), "gzip") ||
                            text::iequals(text::trim(codings[0]), "deflate"));
        if (known) return HeadRefusal{501, "compressed transfer encodings are not supported"};
        return HeadRefusal{400, "Transfer-Encoding must be chunked"};
    }
    return std::nullopt;
}

std::optional<HeadRefusal> check_request_line(std::string_view line) {
    const auto parts = text::split(line, ' ');
    if (parts.size() != 3 || !is_token(parts[0]) || parts[1].empty())
        return HeadRefusal{400, "the request line is malformed"};
    if (parts[2] != "HTTP/1.1" && parts[2] != "HTTP/1.0")
        return HeadRefusal{400, "only HTTP/1.1 and HTTP/1.0 are supported"};
    if (parts[1].size() > limits::http_target_bytes_max)
        return HeadRefusal{414, "the address is too long"};
    if (has_control(parts[1]) || parts[1].find('#') != std::string_view::npos)
        return HeadRefusal{400, "the address contains characters that are not allowed"};
    if (!is_percent_encoded(parts[1]))
        return HeadRefusal{400, "the address contains a % without two hexadecimal digits"};
    const auto target = split_target(parts[1]);
    if (!target || (target->path == "*" && parts[0] != "OPTIONS"))
        return HeadRefusal{400, "the address is neither a path nor an http address"};
    if (!text::is_utf8(percent_decode(target->query, true)))
        return HeadRefusal{400, "the query is not UTF-8"};
    return std::nullopt;
}

}  // namespace

bool is_authority(std::string_view text) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        const std::string_view literal = text.substr(1, end - 1);
        if (!std::all_of(literal.begin(), literal.end(),
                         [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; }))
            return false;
        port = text.substr(end + 1);
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        if (colon == 0 || !is_registered_name(text.substr(0, colon))) return false;
        port = text.substr(colon);
    }
    if (port.empty() || port == ":") return true;
    const auto number = text::to_int(port.substr(1));
    return port.front() == ':' && all_digits(port.substr(1)) && number && *number <= 65'535;
}

std::optional<Target> split_target(std::string_view target) {
    Target parts;
    if (target == "*") return Target{.path = target};
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text::iequals(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        const std::size_t end = std::min(target.find_first_of("/?"), target.size());
        parts.authority = target.substr(0, end);
        if (!is_authority(parts.authority)) return std::nullopt;
        target.remove_prefix(end);
        break;
    }
    const std::size_t question = std::min(target.find('?'), target.size());
    parts.path = target.substr(0, question);
    if (question < target.size()) parts.query = target.substr(question + 1);
    if (parts.path.empty() && !parts.authority.empty()) parts.path = "/";
    if (!parts.path.starts_with('/')) return std::nullopt;
    return parts;
}

std::optional<HeadRefusal> check_head(std::string_view head) {
    if (head.size() > limits::http_header_bytes_max)
        return HeadRefusal{431, "the header is too large"};
    // Every line must end in CR LF: parsers disagree about a bare LF or CR.
    std::size_t start = 0, fields = 0;
    bool first = true, http_1_0 = false;
    Seen seen;
    while (start < head.size()) {
        const std::size_t end = head.find("\r\n", start);
        if (end == std::string_view::npos)
            return HeadRefusal{400, "a header line does not end in CR LF"};
        const std::string_view line = head.substr(start, end - start);
        start = end + 2;
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
            return HeadRefusal{400, "a header line contains a bare CR, LF or NUL"};
        }
        if (first) {
            if (auto refusal = check_request_line(line)) return refusal;
            http_1_0 = line.ends_with("HTTP/1.0");
            first = false;
            continue;
        }
        if (line.empty()) break;
        if (++fields > limits::http_header_fields_max)
            return HeadRefusal{431, "there are too many header fields"};
        if (auto refusal = check_field(line, http_1_0, seen)) return refusal;
    }
    if (seen.hosts == 0 && !http_1_0) return HeadRefusal{400, "Host is missing"};
    if (seen.lengths > 0 && seen.encodings > 0)
        return HeadRefusal{400, "Content-Length and Transfer-Encoding exclude each other"};
    return std::nullopt;
}

}  // namespace lem::http
