#include "platform/http/api/session_cookie.hpp"

#include "base/text.hpp"

namespace lem::http {
namespace {

Header cookie_header(bool secure, const SecretCookie& cookie, std::string_view secret, int age_s) {
    std::string value(secure ? cookie.secure_name : cookie.plain_name);
    value.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=");
    value += std::to_string(age_s);
    if (secure) value += "; Secure";
    return {"Set-Cookie", std::move(value)};
}

}  // namespace

std::string_view cookie_value(const Request& request, std::string_view wanted) {
    for (const auto& [name, value] : request.headers) {
        if (!text::iequals(name, "cookie")) continue;
        for (const std::string_view piece : text::split(value, ';')) {
            const std::string_view pair = text::trim(piece);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == wanted)
                return pair.substr(equals + 1);
        }
    }
    return {};
}

std::string_view secret_in(const Request& request, const SecretCookie& cookie) {
    // With https the other name counts for nothing: any host of the domain can set it.
    return cookie_value(request, request.uses_https ? cookie.secure_name : cookie.plain_name);
}

Header set_cookie(const Request& request, const SecretCookie& cookie, std::string_view secret) {
    return cookie_header(request.uses_https, cookie, secret, cookie.age_s);
}

std::vector<Header> remove_cookie(const Request& request, const SecretCookie& cookie) {
    std::vector<Header> headers{cookie_header(false, cookie, "", 0)};
    if (request.uses_https) headers.push_back(cookie_header(true, cookie, "", 0));
    return headers;
}

}  // namespace lem::http
