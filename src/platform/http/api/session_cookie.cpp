#include "platform/http/api/session_cookie.hpp"

#include "base/text.hpp"

namespace lem::http {
namespace {

constexpr int session_s = 14 * 24 * 3'600;

Header set_cookie(bool secure, std::string_view secret, int age_s) {
    std::string value(secure ? secure_session_cookie : plain_session_cookie);
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

std::string_view session_secret(const Request& request) {
    const std::string_view secure = cookie_value(request, secure_session_cookie);
    return secure.empty() ? cookie_value(request, plain_session_cookie) : secure;
}

Header session_cookie(const Request& request, std::string_view secret) {
    return set_cookie(request.uses_https, secret, session_s);
}

std::vector<Header> ended_session_cookies(const Request& request) {
    std::vector<Header> headers{set_cookie(false, "", 0)};
    if (request.uses_https) headers.push_back(set_cookie(true, "", 0));
    return headers;
}

}  // namespace lem::http
