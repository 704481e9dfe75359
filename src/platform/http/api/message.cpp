#include "platform/http/api/message.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::http {

bool Caller::may(std::string_view scope) const {
    return scope.empty() || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (text::iequals(key, name)) return value;
    }
    return {};
}

std::string_view Request::path_parameter(std::string_view name) const {
    for (const auto& [key, value] : path_parameters) {
        if (key == name) return value;
    }
    return {};
}

std::string Request::content_type() const {
    return text::lower(text::trim(text::split(header("content-type"), ';')[0]));
}

bool Request::prefers_html() const {
    const std::string_view accept = header("accept");
    return accept.find("text/html") != std::string_view::npos;
}

Response json_response(int status, std::string body) {
    return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

Response text_response(int status, std::string body, std::string content_type) {
    return {.status = status, .content_type = std::move(content_type), .body = std::move(body)};
}

Response html_response(int status, std::string body) {
    return {.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
}

Response event_response(std::shared_ptr<EventStream> events) {
    return {.content_type = "text/event-stream",
            .body = std::string(),
            .headers = {{"X-Accel-Buffering", "no"}},  // or nginx buffers the frames
            .cache_control = "no-cache, no-transform",
            .compressible = false,
            .events = std::move(events)};
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    const auto opaque = [](std::string_view tag) {
        return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
    };
    if (etag.empty()) return false;
    for (const std::string_view candidate : text::split(if_none_match, ',')) {
        const std::string_view tag = text::trim(candidate);
        if (tag == "*" || opaque(tag) == opaque(etag)) return true;
    }
    return false;
}

std::string percent_decode(std::string_view encoded, bool plus_is_space) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const bool escape = encoded[i] == '%' && i + 2 < encoded.size() &&
                            digit(encoded[i + 1]) >= 0 && digit(encoded[i + 2]) >= 0;
        if (escape) {
            decoded += static_cast<char>(digit(encoded[i + 1]) * 16 + digit(encoded[i + 2]));
            i += 2;
        } else {
            decoded += encoded[i] == '+' && plus_is_space ? ' ' : encoded[i];
        }
    }
    return decoded;
}

schema::Parameters parse_query(std::string_view raw_query) {
    schema::Parameters parameters;
    if (raw_query.empty()) return parameters;
    for (const std::string_view part : text::split(raw_query, '&')) {
        if (part.empty()) continue;
        const std::size_t equals = part.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? "" : part.substr(equals + 1);
        parameters.push_back(
            {percent_decode(part.substr(0, equals), true), percent_decode(value, true)});
    }
    return parameters;
}

}  // namespace lem::http
