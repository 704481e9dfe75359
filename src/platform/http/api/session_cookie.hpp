#pragma once
/// The cookie that holds a browser session's secret. Scripts cannot read it, browsers do not send
/// it with requests of other sites that change data, and it is restricted to https if the client
/// uses https. Pure.

#include "platform/http/api/message.hpp"

namespace lem::http {

/// The name with https; a browser then accepts it from this host only.
inline constexpr std::string_view secure_session_cookie = "__Host-lem_session";
inline constexpr std::string_view plain_session_cookie = "lem_session";

/// The value of a cookie; empty when it is absent.
std::string_view cookie_value(const Request& request, std::string_view name);
/// Empty if there is no session cookie.
std::string_view session_secret(const Request& request);

/// The header that sets the cookie.
Header session_cookie(const Request& request, std::string_view secret);
/// The headers that remove it.
std::vector<Header> ended_session_cookies(const Request& request);

}  // namespace lem::http
