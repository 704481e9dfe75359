#include "platform/identity/github.hpp"

#include "platform/identity/code_exchange.hpp"
#include "platform/identity/foreign_answer.hpp"
#include "schema/query.hpp"

#include <algorithm>

namespace lem::identity {
namespace {

using schema::json;

std::optional<std::string> primary_email(const json& emails) {
    constexpr std::size_t bytes_max = 254;  // RFC 5321
    if (!emails.is_array()) return std::nullopt;
    for (const json& email : emails) {
        if (!is_true(email, "primary") || !is_true(email, "verified")) continue;
        if (std::string text = text_of(email, "email", bytes_max); !text.empty()) return text;
    }
    return std::nullopt;
}

std::vector<std::string> logins(const json& organisations) {
    std::vector<std::string> list;
    if (!organisations.is_array()) return list;
    for (const json& organisation : organisations) {
        if (std::string login = text_of(organisation, "login"); !login.empty())
            list.push_back(std::move(login));
    }
    list.resize(std::min(list.size(), limits::organisations_max));
    return list;
}

}  // namespace

GitHub::GitHub(GitHubSettings settings, const http::Outbound& outbound)
    : settings_(std::move(settings)), outbound_(outbound) {}

std::string GitHub::authorization_url(const SignInStart& start) {
    const std::string scope =
        settings_.asks_organisations ? "read:user user:email read:org" : "read:user user:email";
    return settings_.url + "/login/oauth/authorize?" +
           schema::to_query_text({{"client_id", settings_.client_id},
                                  {"redirect_uri", start.redirect_uri},
                                  {"scope", scope},
                                  {"state", start.state},
                                  {"code_challenge", start.code_challenge},
                                  {"code_challenge_method", "S256"}});
}

std::string GitHub::access_token(const SignInReply& reply) const {
    const TokenRequest request{.service = "GitHub",
                               .url = settings_.url + "/login/oauth/access_token",
                               .form = {{"client_id", settings_.client_id},
                                        {"client_secret", settings_.client_secret.text},
                                        {"code", reply.code},
                                        {"redirect_uri", reply.redirect_uri},
                                        {"code_verifier", reply.code_verifier}}};
    const std::string token = text_of(exchange_code(request, outbound_), "access_token");
    if (token.empty()) throw no_answer("GitHub", "no access token");
    return token;
}

json GitHub::ask(const std::string& path, const std::string& token) const {
    const auto answer = ask_as_bearer("GitHub", settings_.api_url + path, token, outbound_);
    return answer ? json_of(*answer, "GitHub") : json();
}

Person GitHub::identify(const SignInReply& reply) {
    const std::string token = access_token(reply);
    const json user = ask("/user", token);
    Person person{.issuer = settings_.url,
                  .subject = number_of(user, "id"),
                  .login = shown_name({text_of(user, "login")})};
    if (person.subject.empty() || person.login.empty())
        throw no_answer("GitHub", "a user without number or login");
    person.name = shown_name({text_of(user, "name"), person.login});
    person.verified_email = primary_email(ask("/user/emails?per_page=100", token));
    if (settings_.asks_organisations) {
        // GitHub gives at most a hundred at once.
        for (const char* page : {"1", "2"}) {
            const json part = ask("/user/orgs?per_page=100&page=" + std::string(page), token);
            for (std::string& login : logins(part))
                person.organisations.push_back(std::move(login));
            constexpr std::size_t page_size = 100;
            if (part.size() < page_size) break;
        }
    }
    return person;
}

}  // namespace lem::identity
