#include "features/accounts/routes.hpp"

#include "base/text.hpp"
#include "features/accounts/browser_name.hpp"
#include "features/accounts/device_grants.hpp"
#include "features/accounts/session_wire.hpp"
#include "features/accounts/sign_in.hpp"
#include "platform/http/api/api.hpp"
#include "platform/http/api/server_address.hpp"
#include "platform/http/api/session_cookie.hpp"
#include "schema/write.hpp"

namespace lem::accounts {
namespace {

using http::Request, http::Response;

constexpr int status_found = 303;

domain::SessionInfo info_of(const domain::Principal& principal) {
    domain::SessionInfo info{.kind = principal.kind, .scopes = principal.scopes};
    if (principal.is_anonymous()) return info;
    info.account = principal.account.name;
    info.role = principal.role;
    if (principal.expires_at_ms) info.expires_at = text::rfc3339(*principal.expires_at_ms);
    return info;
}

Place place_of(const Request& request) {
    return {.address = request.remote_address,
            .description = browser_name(request.header("user-agent"))};
}

/// The answer that signs a browser in.
http::Answer<domain::SessionInfo> opened(const Request& request, const Session& session) {
    return {.value = info_of(session.principal),
            .headers = {http::set_cookie(request, http::session_cookie, session.secret)}};
}

Session open_session(const People& people, const Request& request, const SessionRequest& wanted) {
    if (wanted.token && !wanted.account && !wanted.password)
        return people.accounts.credentials().exchange_token(text::trim(*wanted.token),
                                                            place_of(request));
    if (wanted.account && wanted.password && !wanted.token)
        return people.passwords.sign_in(*wanted.account, *wanted.password, place_of(request));
    throw Error(ErrorCode::invalid, "Send either token, or account and password.");
}

void add_session(http::Api& api, People people) {
    api.post("/api/v1/session")
        .named("open_session", "Sign a browser in with a token or a password", "accounts")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .status({201})
        .body<SessionRequest>()
        .answers<domain::SessionInfo>([people](auto& call) {
            return opened(call.request, open_session(people, call.request, call.body));
        });
    api.get("/api/v1/session")
        .named("get_session", "Who the caller is, by its credential", "accounts")
        .scope(http::anyone)
        .for_strangers()
        .in_memory()
        .answers<domain::SessionInfo>(
            [](auto& call) { return info_of(call.template principal<domain::Principal>()); });
    api.remove("/api/v1/session")
        .named("close_session", "End the session of the cookie", "accounts")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::check)
        .status({204})
        .sends("application/json", [people](auto& call) {
            people.accounts.credentials().close_session(
                http::secret_in(call.request, http::session_cookie));
            Response response;
            response.status = 204;
            response.headers = http::remove_cookie(call.request, http::session_cookie);
            return response;
        });
    // The same as opening a session with a token, for browsers without scripts.
    api.post("/session")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .form()
        .sends("text/html", [people](auto& call) {
            Response response;
            response.status = status_found;
            response.headers.push_back({"Location", "/submit"});
            std::string token;
            for (const auto& [name, value] : http::parse_query(call.request.body)) {
                if (name == "token") token = text::trim(value);
            }
            const Session session = open_session(people, call.request, {.token = token});
            response.headers.push_back(
                http::set_cookie(call.request, http::session_cookie, session.secret));
            return response;
        });
}

void add_ways_in(http::Api& api, People people) {
    api.post("/api/v1/password")
        .named("set_password", "Set a password by a one-time address, and sign in", "accounts")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .body<PasswordChoice>()
        .status({201})
        .answers<domain::SessionInfo>([people](auto& call) {
            return opened(call.request,
                          people.passwords.set_password(call.body.code, call.body.password,
                                                        place_of(call.request)));
        });
    api.get("/api/v1/sign-in")
        .named("get_sign_in_options", "How people sign in to this server", "accounts")
        .scope(http::anyone)
        .for_strangers()
        .answers<SignInOptions>([people](auto&) {
            SignInOptions options{.issuers = {},
                                  .password = people.passwords.any(),
                                  .members_only = people.members_only};
            for (const auto& issuer : people.sign_in.providers()) {
                const std::string id(issuer->id());
                options.issuers.push_back({id, std::string(issuer->title()), "/auth/" + id});
            }
            return options;
        });
}

void add_sessions(http::Api& api, Credentials& credentials) {
    api.get("/api/v1/sessions")
        .named("list_sessions", "The browsers that are signed in to the caller's account",
               "accounts")
        .scope(domain::Scope::profile)
        .answers<SessionList>([&credentials](auto& call) {
            return credentials.sessions_of(call.template principal<domain::Principal>());
        });
    api.remove("/api/v1/sessions")
        .named("end_other_sessions", "Sign out all other browsers", "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::check)
        .answers<SessionList>([&credentials](auto& call) {
            const auto principal = call.template principal<domain::Principal>();
            credentials.end_other_sessions(principal);
            return credentials.sessions_of(principal);
        });
    api.remove("/api/v1/sessions/{id}")
        .path<std::string>()
        .named("end_session", "Sign out one browser", "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::check)
        .answers<SessionList>([&credentials](auto& call, const std::string& id) {
            const auto principal = call.template principal<domain::Principal>();
            credentials.end_session(principal, id);
            return credentials.sessions_of(principal);
        });
}

void add_tokens(http::Api& api, Credentials& credentials) {
    api.get("/api/v1/tokens")
        .named("list_tokens", "The tokens of the caller's account", "accounts")
        .scope(domain::Scope::profile)
        .answers<TokenList>([&credentials](auto& call) {
            return credentials.tokens_of(call.template principal<domain::Principal>());
        });
    api.post("/api/v1/tokens")
        .named("create_token", "A new token of the caller's account; its secret is shown once",
               "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::check)
        .body<TokenRequest>()
        .status({201})
        .answers<NewToken>([&credentials](auto& call) {
            return credentials.create_token(call.template principal<domain::Principal>(),
                                            call.body);
        });
    api.post("/api/v1/tokens/{id}/rotate")
        .path<std::string>()
        .named("rotate_token", "A new secret for a token; the old one ends within an hour",
               "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::check)
        .status({201})
        .answers<NewToken>([&credentials](auto& call, const std::string& id) {
            return credentials.rotate_token(call.template principal<domain::Principal>(), id);
        });
    api.remove("/api/v1/tokens/{id}")
        .path<std::string>()
        .named("revoke_token", "End a token at once, and the sessions opened with it", "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::check)
        .answers<TokenList>([&credentials](auto& call, const std::string& id) {
            const auto principal = call.template principal<domain::Principal>();
            credentials.revoke_token(id, sql::AuditActor::of(principal), principal.account.id);
            return credentials.tokens_of(principal);
        });
}

template <class Form>
Form read_form(const Request& request) {
    auto form = schema::from_parameters<Form>(http::parse_query(request.body));
    if (!form)
        throw Error(ErrorCode::invalid, "The form does not match its schema.",
                    std::move(form.error()));
    return std::move(*form);
}

/// RFC 8628: forms in, JSON out, errors as RFC 6749 has them.
void add_device_flow(http::Api& api, DeviceGrants& devices, Credentials& credentials,
                     const std::string& public_url) {
    api.post("/oauth/device/code")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .form()
        .sends("application/json", [&devices, public_url,
                                    base = api.routes().base_path()](auto& call) {
            const auto form = read_form<domain::DeviceRequest>(call.request);
            const std::string page =
                (public_url.empty() ? http::server_address(call.request, base) : public_url) +
                "/device";
            return http::json_response(
                200, schema::to_text(devices.ask(form, page, call.request.remote_address)));
        });
    api.post("/oauth/token")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::check)
        .form()
        .sends("application/json", [&devices](auto& call) {
            const auto form = read_form<domain::DevicePoll>(call.request);
            if (form.grant_type != domain::device_grant_type)
                return http::json_response(
                    400, schema::to_text(domain::DeviceError{
                             "unsupported_grant_type",
                             "Only " + std::string(domain::device_grant_type) + " is supported.",
                             {}}));
            const auto answer = devices.poll(form.device_code);
            if (const auto* token = std::get_if<domain::DeviceToken>(&answer))
                return http::json_response(200, schema::to_text(*token));
            return http::json_response(400, schema::to_text(std::get<domain::DeviceError>(answer)));
        });
    // RFC 7009: an unknown token is no error.
    api.post("/oauth/revoke")
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::check)
        .form()
        .sends("application/json", [&credentials](auto& call) {
            const auto form = read_form<domain::TokenToRevoke>(call.request);
            credentials.revoke_secret(form.token, call.request.remote_address);
            return http::json_response(200, "{}");
        });
    api.get("/api/v1/devices/{code}")
        .path<std::string>()
        .named("get_waiting_device", "The program that waits with a code", "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::sign_in)
        .answers<domain::WaitingDevice>([&devices](auto& call, const std::string& code) {
            return devices.waiting(call.template principal<domain::Principal>(), code,
                                   call.request.remote_address);
        });
    api.post("/api/v1/devices/{code}")
        .path<std::string>()
        .named("decide_device", "Let the program that waits with a code act for the caller, or not",
               "accounts")
        .scope(domain::Scope::profile)
        .rate(http::RateClass::sign_in)
        .template body<domain::DeviceDecision>()
        .status({204})
        .sends("application/json", [&devices](auto& call, const std::string& code) {
            devices.decide(call.template principal<domain::Principal>(), code, call.body);
            Response response;
            response.status = 204;
            return response;
        });
}

}  // namespace

void add_issuer_routes(http::Api& api, SignIn& sign_in, const SignInPages& pages) {
    const auto redirect_uri = [base = api.routes().base_path(), pages](const Request& request,
                                                                       const std::string& id) {
        const std::string address =
            pages.public_url.empty() ? http::server_address(request, base) : pages.public_url;
        return address + "/auth/" + id + "/callback";
    };
    const auto parameter = [](const Request& request, std::string_view name) {
        for (const auto& [key, value] : request.query) {
            if (key == name) return value;
        }
        return std::string();
    };
    api.get("/auth/{issuer}")
        .path<std::string>()
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .refuses_with(pages.refusal)
        .sends("text/html", [=, &sign_in](auto& call, const std::string& id) {
            const SignInStarted started = sign_in.start(id, parameter(call.request, "return_to"),
                                                        redirect_uri(call.request, id));
            Response response;
            response.status = status_found;
            response.headers = {
                {"Location", started.address},
                http::set_cookie(call.request, http::sign_in_cookie, started.cookie_secret)};
            return response;
        });
    api.get("/auth/{issuer}/callback")
        .path<std::string>()
        .scope(http::anyone)
        .for_strangers()
        .rate(http::RateClass::sign_in)
        .refuses_with(pages.refusal)
        .sends("text/html", [=, &sign_in](auto& call, const std::string& id) {
            const Request& request = call.request;
            const SignInReturn given{
                .cookie_secret = std::string(http::secret_in(request, http::sign_in_cookie)),
                .state = parameter(request, "state"),
                .code = parameter(request, "code"),
                .error = parameter(request, "error")};
            const SignedIn signed_in =
                sign_in.finish(id, given, redirect_uri(request, id), place_of(request));
            Response response;
            response.status = status_found;
            response.headers = http::remove_cookie(request, http::sign_in_cookie);
            response.headers.push_back({"Location", signed_in.return_to});
            response.headers.push_back(
                http::set_cookie(request, http::session_cookie, signed_in.session.secret));
            return response;
        });
}

void add_routes(http::Api& api, People people) {
    add_session(api, people);
    add_ways_in(api, people);
    add_sessions(api, people.accounts.credentials());
    add_tokens(api, people.accounts.credentials());
    add_device_flow(api, people.devices, people.accounts.credentials(), people.public_url);
}

}  // namespace lem::accounts
