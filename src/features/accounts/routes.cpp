#include "features/accounts/routes.hpp"

#include "base/text.hpp"
#include "features/accounts/accounts.hpp"
#include "features/accounts/session_wire.hpp"
#include "platform/http/api/api.hpp"
#include "platform/http/api/session_cookie.hpp"
#include "schema/write.hpp"

namespace lem::accounts {
namespace {

SessionInfo info_of(const domain::Principal& principal) {
    SessionInfo info{.kind = principal.kind, .scopes = principal.scopes};
    if (principal.is_anonymous()) return info;
    info.account = principal.account.name;
    info.role = principal.role;
    if (principal.expires_at_ms) info.expires_at = text::rfc3339(*principal.expires_at_ms);
    return info;
}

}  // namespace

void add_routes(http::Api& api, Accounts& accounts) {
    api.post("/api/v1/session")
        .named("open_session", "Exchange a token for a session cookie", "accounts")
        .scope(http::anyone)
        .rate(http::RateClass::sign_in)
        .status({201})
        .body<SignIn>()
        .answers<SessionInfo>([&accounts](auto& call) {
            const auto session =
                accounts.open_session(text::trim(call.body.token), call.request.remote_address);
            return http::Answer<SessionInfo>{
                .value = info_of(session.principal),
                .headers = {http::session_cookie(call.request, session.secret)}};
        });
    api.get("/api/v1/session")
        .named("get_session", "Who the caller is, by its credential", "accounts")
        .scope(http::anyone)
        .in_memory()
        .answers<SessionInfo>(
            [](auto& call) { return info_of(call.template principal<domain::Principal>()); });
    api.remove("/api/v1/session")
        .named("close_session", "End the session of the cookie", "accounts")
        .scope(http::anyone)
        .status({204})
        .sends("application/json", [&accounts](auto& call) {
            accounts.close_session(http::session_secret(call.request));
            http::Response response;
            response.status = 204;
            response.headers = http::ended_session_cookies(call.request);
            return response;
        });
    // The same for browsers without scripts.
    api.post("/session")
        .scope(http::anyone)
        .rate(http::RateClass::sign_in)
        .form()
        .sends("text/html", [&accounts](auto& call) {
            http::Response response;
            response.status = 303;
            response.headers.push_back({"Location", "/submit"});
            std::string token;
            for (const auto& [name, value] : http::parse_query(call.request.body)) {
                if (name == "token") token = text::trim(value);
            }
            response.headers.push_back(http::session_cookie(
                call.request, accounts.open_session(token, call.request.remote_address).secret));
            return response;
        });
}

}  // namespace lem::accounts
