#include "platform/http/server/prepared_answer.hpp"

#include "base/hash.hpp"
#include "platform/http/server/encode.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace lem::http {
namespace {

std::string_view reason_phrase(int status) {
    switch (status) {
        case 100:
            return "Continue";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "Status";
    }
}

/// IMF-fixdate (RFC 9110, 5.6.7), formatted once a second on each thread.
const std::string& date_header() {
    thread_local std::string text;
    thread_local std::time_t made = 0;
    const std::time_t now = std::time(nullptr);
    if (now != made) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        std::array<char, 40> buffer;
        const std::size_t size =
            std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        text.assign(buffer.data(), size);
        made = now;
    }
    return text;
}

constexpr std::string_view default_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' "
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

std::uint64_t size_of(const Body& body) {
    return std::visit(
        [](const auto& held) -> std::uint64_t {
            using Held = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string>)
                return held.size();
            else if constexpr (std::is_same_v<Held, StaticBody>)
                return held.bytes.size();
            else if constexpr (std::is_same_v<Held, FileBody>)
                return held.size_bytes;
            else
                return held->size();
        },
        body);
}

void add_header(std::string& head, std::string_view name, std::string_view value) {
    // An end of line would split the header in two.
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return;
    head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view bytes_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
        return **shared;
    if (const auto* fixed = std::get_if<StaticBody>(&body)) return fixed->bytes;
    return {};
}

/// Weak: the same text may be sent in another coding.
std::string tag_of(std::string_view body) {
    return "W/\"" + sha256_hex(body).substr(0, 24) + '"';
}

PreparedAnswer prepare(const Request& request, Response response) {
    PreparedAnswer answer;
    answer.events = std::move(response.events);
    const bool may_be_kept =
        response.status == 200 && !response.cache_control.empty() && !answer.events;
    if (may_be_kept && response.etag.empty()) response.etag = tag_of(bytes_of(response.body));
    answer.status = response.status;
    answer.is_file = std::holds_alternative<FileBody>(response.body);
    answer.has_ranges =
        answer.is_file || (!response.compressible && response.etag.starts_with('"'));
    const bool varies =
        response.compressible && !answer.is_file && is_text_type(response.content_type);
    std::string& head = answer.headers;
    head.reserve(1024);
    if (varies && size_of(response.body) > 1024) {
        const Coding coding = choose_coding(request.header("accept-encoding"));
        if (coding != Coding::identity) {
            response.body = compress(bytes_of(response.body), coding);
            add_header(head, "Content-Encoding", coding_name(coding));
        }
    }
    if (varies) add_header(head, "Vary", "Accept-Encoding");
    // A caller with a credential may get a different answer than a cached one.
    if (may_be_kept && response.cache_control.find("immutable") == std::string::npos)
        add_header(head, "Vary", "Authorization, Cookie");
    if (!response.etag.empty()) add_header(head, "ETag", response.etag);
    add_header(head, "Cache-Control",
               response.cache_control.empty() ? "no-store" : response.cache_control);
    for (const auto& [name, value] : response.headers)
        add_header(head, name, value);
    add_header(head, "Content-Security-Policy",
               response.content_security_policy.empty()
                   ? default_policy
                   : std::string_view(response.content_security_policy));
    add_header(head, "X-Content-Type-Options", "nosniff");
    add_header(head, "Referrer-Policy", "strict-origin-when-cross-origin");
    add_header(head, "Cross-Origin-Opener-Policy", "same-origin");
    const bool public_data = request.path.starts_with("/api/");
    constexpr std::string_view resource_policy = "Cross-Origin-Resource-Policy";
    if (std::ranges::count(response.headers, resource_policy, &Header::name) == 0)
        add_header(head, resource_policy, public_data ? "cross-origin" : "same-origin");
    if (public_data) add_header(head, "Access-Control-Allow-Origin", "*");
    add_header(head, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    answer.body = std::move(response.body);
    answer.content_type = std::move(response.content_type);
    answer.etag = std::move(response.etag);
    return answer;
}

Sending sending_of(const Request& request, const PreparedAnswer& answer, bool keep_alive) {
    const std::uint64_t total = size_of(answer.body);
    Sending sending{answer.status, {}, {0, total}};
    if (answer.status == 200 && etag_matches(request.header("if-none-match"), answer.etag))
        sending.status = 304;
    const bool may_range = answer.has_ranges && sending.status == 200;
    if (may_range) {
        const std::string_view if_range = request.header("if-range");
        const std::string_view wanted =
            if_range.empty() || if_range == answer.etag ? request.header("range") : "";
        const RangeKind kind = parse_byte_range(wanted, total, sending.range);
        if (kind == RangeKind::satisfiable) sending.status = 206;
        if (kind == RangeKind::unsatisfiable) {
            sending.status = 416;
            sending.range.count = 0;
        }
    }

    const bool bodiless = sending.status == 304 || sending.status == 204;
    std::string& head = sending.head;
    head.reserve(answer.headers.size() + 512);
    head.append("HTTP/1.1 ")
        .append(std::to_string(sending.status))
        .append(" ")
        .append(reason_phrase(sending.status))
        .append("\r\n");
    add_header(head, "Date", date_header());
    add_header(head, "X-Request-Id", request.request_id);
    if (!answer.content_type.empty() && !bodiless)
        add_header(head, "Content-Type", answer.content_type);
    if (!bodiless && !answer.events)
        add_header(head, "Content-Length", std::to_string(sending.range.count));
    head.append(answer.headers);
    if (may_range) add_header(head, "Accept-Ranges", "bytes");
    if (sending.status == 206) {
        add_header(head, "Content-Range",
                   "bytes " + std::to_string(sending.range.first) + "-" +
                       std::to_string(sending.range.first + sending.range.count - 1) + "/" +
                       std::to_string(total));
    } else if (sending.status == 416) {
        add_header(head, "Content-Range", "bytes */" + std::to_string(total));
    }
    if (!keep_alive) add_header(head, "Connection", "close");
    head.append("\r\n");
    if (bodiless || request.method == "HEAD") sending.range.count = 0;
    return sending;
}

}  // namespace lem::http
