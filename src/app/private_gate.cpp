#include "app/private_gate.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/api/session_cookie.hpp"

#include <algorithm>
#include <array>

namespace lem::app {
namespace {

using http::Request, http::Response;

constexpr std::string_view token_parameter = "token";

/// Takes as long for every wrong value.
bool same(std::string_view given, std::string_view secret) {
    return sha256_hex(given) == sha256_hex(secret);
}

/// The port may be another one: that of a tunnel.
bool names_this_machine(std::string_view host) {
    constexpr std::array names{"127.0.0.1", "localhost", "[::1]"};
    return std::ranges::any_of(names, [&](std::string_view name) {
        if (!text::iequals(host.substr(0, name.size()), name)) return false;
        const std::string_view rest = host.substr(name.size());
        return rest.empty() || rest.front() == ':';
    });
}

/// A page of another origin fetches it. A link from one is fine.
bool is_of_other_page(const Request& request) {
    const std::string_view site = request.header("sec-fetch-site");
    const bool other = !site.empty() && site != "same-origin" && site != "none";
    return other && request.header("sec-fetch-mode") != "navigate";
}

Response refusal(const Request& request, ErrorCode code, const std::string& message) {
    if (!request.prefers_html())
        return http::problem_response(Error(code, message), request.request_id);
    return http::html_response(traits_of(code).http_status,
                               "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                               "<meta name=\"viewport\" content=\"width=device-width\">"
                               "<title>A private view of lem</title></head><body><main>"
                               "<h1>A private view</h1><p>" +
                                   text::html_escape(message) + "</p></main></body></html>");
}

/// The address without the token.
std::string address_without_token(const Request& request) {
    schema::Parameters rest = request.query;
    std::erase_if(rest, [](const auto& parameter) { return parameter.name == token_parameter; });
    const std::string query = schema::to_query_text(rest);
    // "//host" would be another server.
    const std::size_t start = request.path.find_first_not_of('/');
    const std::string path =
        "/" + (start == std::string::npos ? std::string() : request.path.substr(start));
    return query.empty() ? path : path + "?" + query;
}

}  // namespace

PrivateGate::PrivateGate(std::string token, std::string launch_token)
    : token_(std::move(token)),
      launch_token_(std::move(launch_token)),
      // Cookies are the same for all ports of a host: two views need two names.
      cookie_name_("lem_view_" + sha256_hex(token_).substr(0, 12)) {}

bool PrivateGate::opens(std::string_view given) {
    if (same(given, token_)) return true;
    return same(given, launch_token_) && !launched_.exchange(true);
}

std::optional<Response> PrivateGate::answer(const Request& request) {
    if (!names_this_machine(request.header("host")))
        return refusal(request, ErrorCode::forbidden,
                       "A private view answers to 127.0.0.1 and localhost only.");
    if (is_of_other_page(request))
        return refusal(request, ErrorCode::forbidden,
                       "A page of another site may not read a private view.");
    const auto given = std::ranges::find(request.query, token_parameter,
                                         [](const auto& parameter) { return parameter.name; });
    if (given != request.query.end() && opens(given->value)) {
        Response response;
        response.status = 303;
        response.headers = {
            {"Location", address_without_token(request)},
            {"Set-Cookie", cookie_name_ + "=" + token_ + "; Path=/; HttpOnly; SameSite=Lax"}};
        return response;
    }
    const std::string_view cookie = http::cookie_value(request, cookie_name_);
    if (!cookie.empty() && same(cookie, token_)) return std::nullopt;
    return refusal(request, ErrorCode::unauthenticated,
                   "Open the address that lem view printed: it carries the token of this view.");
}

}  // namespace lem::app
