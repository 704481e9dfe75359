#include "platform/http/url.hpp"

#include "base/text.hpp"

#include <curl/curl.h>
#include <memory>

namespace lem::http {
namespace {

struct Closer {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, Closer>;

/// Empty when the address does not have the part.
std::string part(const Handle& url, CURLUPart which) {
    char* raw = nullptr;
    if (curl_url_get(url.get(), which, &raw, 0) != CURLUE_OK || raw == nullptr) return {};
    std::string text(raw);
    curl_free(raw);
    return text;
}

/// libcurl would take a NUL for the end of the text.
bool is_plain(std::string_view text) {
    return text.find_first_of(std::string_view("\0\r\n\t ", 5)) == std::string_view::npos;
}

}  // namespace

std::string Url::origin() const {
    return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

std::uint16_t default_port(std::string_view scheme) {
    constexpr std::uint16_t https = 443, http = 80;
    return scheme == "https" ? https : http;
}

std::optional<Url> parse_url(std::string_view text) {
    if (!is_plain(text)) return std::nullopt;
    const Handle handle(curl_url());
    if (!handle ||
        curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    Url url;
    url.scheme = text::lower(part(handle, CURLUPART_SCHEME));
    url.host = text::lower(part(handle, CURLUPART_HOST));
    url.port = part(handle, CURLUPART_PORT);
    url.path = part(handle, CURLUPART_PATH);
    url.has_user = !part(handle, CURLUPART_USER).empty();
    url.has_query =
        !part(handle, CURLUPART_QUERY).empty() || !part(handle, CURLUPART_FRAGMENT).empty();
    const bool web = url.scheme == "http" || url.scheme == "https";
    if (!web || url.host.empty() || url.port == "0") return std::nullopt;
    return url;
}

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
    if (!is_plain(base) || !is_plain(reference)) return std::nullopt;
    const Handle handle(curl_url());
    for (const std::string_view text : {base, reference}) {
        if (!handle ||
            curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK)
            return std::nullopt;
    }
    return part(handle, CURLUPART_URL);
}

}  // namespace lem::http
