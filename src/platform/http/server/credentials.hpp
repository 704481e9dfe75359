#pragma once
/// The credential of a request, and whether a page of another site may have sent it. Pure.

#include "platform/http/api/message.hpp"
#include "platform/http/server/client_address.hpp"

namespace lem::http {

struct Credentials {
    std::string_view bearer;  // empty: not presented
    std::string_view cookie;  // the session's secret

    bool any() const { return !bearer.empty() || !cookie.empty(); }
};

Credentials credentials_of(const Request& request);

/// Throws Error(forbidden) for a request that changes data and that a page of another site may have
/// sent with the visitor's cookie: by Sec-Fetch-Site, or by Origin if a browser sends no fetch
/// metadata. Requests with a bearer token need no check: no browser adds one by itself.
void require_own_page(const Request& request, const Client& client, const Credentials& given);

/// The same for reading: browsers open WebSockets across sites without a check.
bool is_own_origin(const Request& request, const Client& client);

}  // namespace lem::http
