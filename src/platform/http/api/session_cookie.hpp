#pragma once
/// Cookies that hold a secret of the browser: its session, and a sign-in that has begun. Scripts
/// cannot read them, browsers do not send them with requests of other sites that change data, and
/// they are restricted to https if the client uses https. Pure.

#include "platform/http/api/message.hpp"

namespace lem::http {

struct SecretCookie {
    std::string_view secure_name;  // with https; a browser then accepts it from this host only
    std::string_view plain_name;
    int age_s;
};
inline constexpr SecretCookie session_cookie{"__Host-lem_session", "lem_session", 60 * 24 * 3'600};
inline constexpr SecretCookie sign_in_cookie{"__Host-lem_sign_in", "lem_sign_in", 600};

/// The value of a cookie; empty when it is absent.
std::string_view cookie_value(const Request& request, std::string_view name);
/// Empty if there is no such cookie.
std::string_view secret_in(const Request& request, const SecretCookie& cookie);

/// The header that sets the cookie.
Header set_cookie(const Request& request, const SecretCookie& cookie, std::string_view secret);
/// The headers that remove it.
std::vector<Header> remove_cookie(const Request& request, const SecretCookie& cookie);

}  // namespace lem::http
