#include "platform/http/server/credentials.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "platform/http/api/session_cookie.hpp"

namespace lem::http {
namespace {

std::string_view bearer_of(const Request& request) {
    const std::string_view header = request.header("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size() || !text::iequals(header.substr(0, scheme.size()), scheme))
        return {};
    return text::trim(header.substr(scheme.size()));
}

}  // namespace

Credentials credentials_of(const Request& request) {
    return {.bearer = bearer_of(request), .cookie = secret_in(request, session_cookie)};
}

bool is_own_origin(const Request& request, const Client& client) {
    const std::string_view origin = request.header("origin");
    const std::size_t scheme = origin.find("://");
    return scheme != std::string_view::npos &&
           text::iequals(origin.substr(scheme + 3), client.requested_host);
}

void require_own_page(const Request& request, const Client& client, const Credentials& given) {
    const bool safe =
        request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
    if (safe || !given.bearer.empty()) return;
    const std::string_view site = request.header("sec-fetch-site");
    if (site == "same-origin" || site == "none") return;
    const bool from_browser = !site.empty() || !request.header("origin").empty();
    if (site.empty() && from_browser && is_own_origin(request, client)) return;
    if (!from_browser && given.cookie.empty()) return;
    throw Error(ErrorCode::forbidden,
                from_browser ? "A page of another site may not change anything here."
                             : "A request with a session cookie that changes something must carry "
                               "the header Origin or Sec-Fetch-Site; or send a bearer token.");
}

}  // namespace lem::http
