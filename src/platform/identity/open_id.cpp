#include "platform/identity/open_id.hpp"

#include "base/base64.hpp"
#include "platform/http/outbound_url.hpp"
#include "platform/identity/code_exchange.hpp"
#include "platform/identity/foreign_answer.hpp"
#include "schema/query.hpp"

#include <algorithm>

namespace lem::identity {
namespace {

using schema::json;

/// A value of HTTP basic authentication is form-encoded first (RFC 6749, 2.3.1).
std::string form_encoded(const std::string& text) {
    return schema::to_query_text({{"", text}}).substr(1);
}

/// How the secret is shown: as the standard's default unless the issuer takes only the other way.
bool takes_secret_in_form(const json& description) {
    const auto methods = texts_of(description, "token_endpoint_auth_methods_supported");
    return std::ranges::count(methods, "client_secret_post") > 0 &&
           std::ranges::count(methods, "client_secret_basic") == 0;
}

/// A short name: what the issuer calls one, the first part of the mail address, or the subject.
std::string login_of(const json& claims) {
    const std::string email = text_of(claims, "email");
    const auto name =
        shown_name({text_of(claims, "preferred_username"), text_of(claims, "nickname"),
                    std::string_view(email).substr(0, email.find('@')), text_of(claims, "sub")});
    return name;
}

Person person_of(const json& claims, const std::string& issuer) {
    Person person{.issuer = issuer, .subject = text_of(claims, "sub"), .login = login_of(claims)};
    person.name = shown_name({text_of(claims, "name"), person.login});
    constexpr std::size_t email_bytes_max = 254;  // RFC 5321
    std::string email = text_of(claims, "email", email_bytes_max);
    if (is_true(claims, "email_verified") && !email.empty())
        person.verified_email = std::move(email);
    person.organisations = texts_of(claims, "groups");
    person.organisations.resize(std::min(person.organisations.size(), limits::organisations_max));
    return person;
}

}  // namespace

OpenId::OpenId(OpenIdSettings settings, const http::Outbound& outbound, const Clock& clock)
    : settings_(std::move(settings)),
      outbound_(outbound),
      issuer_(settings_.issuer, settings_.title, outbound, clock) {}

std::string OpenId::authorization_url(const SignInStart& start) {
    const std::string endpoint = text_of(issuer_.description(), "authorization_endpoint");
    try {
        // The browser goes there with the state, so it must not be anywhere.
        outbound_.require_callable(endpoint);
    } catch (const Error& error) {
        throw no_answer(settings_.title, "authorization_endpoint: " + error.message());
    }
    return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") +
           schema::to_query_text({{"response_type", "code"},
                                  {"client_id", settings_.client_id},
                                  {"redirect_uri", start.redirect_uri},
                                  {"scope", "openid profile email"},
                                  {"state", start.state},
                                  {"nonce", start.nonce},
                                  {"code_challenge", start.code_challenge},
                                  {"code_challenge_method", "S256"}});
}

json OpenId::tokens_for(const SignInReply& reply, const json& description) const {
    TokenRequest request{.service = settings_.title,
                         .url = text_of(description, "token_endpoint"),
                         .form = {{"grant_type", "authorization_code"},
                                  {"code", reply.code},
                                  {"redirect_uri", reply.redirect_uri},
                                  {"code_verifier", reply.code_verifier}}};
    if (takes_secret_in_form(description)) {
        request.form.push_back({"client_id", settings_.client_id});
        request.form.push_back({"client_secret", settings_.client_secret.text});
    } else {
        request.authorization = "Basic " + base64(form_encoded(settings_.client_id) + ":" +
                                                  form_encoded(settings_.client_secret.text));
    }
    return exchange_code(request, outbound_);
}

json OpenId::user_info(const std::string& access_token, const std::string& subject,
                       const json& description) const {
    const std::string url = text_of(description, "userinfo_endpoint");
    if (url.empty() || access_token.empty()) return json::object();
    const auto answer = ask_as_bearer(settings_.title, url, access_token, outbound_);
    const json info = answer ? json_of(*answer, settings_.title) : json::object();
    // OpenID Connect Core 5.3.2: else the answer is about somebody else.
    return text_of(info, "sub") == subject ? info : json::object();
}

Person OpenId::identify(const SignInReply& reply) {
    const json description = issuer_.description();
    const json tokens = tokens_for(reply, description);
    json claims = issuer_.claims_of(
        text_of(tokens, "id_token"),
        {.audience = settings_.client_id, .for_one_client = true, .nonce = reply.nonce});
    const std::string subject = text_of(claims, "sub");
    constexpr std::size_t subject_bytes_max = 255;  // OpenID Connect Core 2
    if (subject.empty() || subject.size() > subject_bytes_max)
        throw no_answer(settings_.title, "an ID token without a subject");
    const bool says_all = claims.contains("email") && claims.contains("preferred_username");
    if (!says_all) {
        const json info = user_info(text_of(tokens, "access_token"), subject, description);
        for (const auto& [name, value] : info.items()) {
            if (!claims.contains(name)) claims[name] = value;
        }
    }
    return person_of(claims, settings_.issuer);
}

}  // namespace lem::identity
