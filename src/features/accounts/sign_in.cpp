#include "features/accounts/sign_in.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/board/topics.hpp"
#include "schema/read.hpp"

#include <algorithm>

namespace lem::accounts {
namespace {

constexpr Milliseconds attempt_ms = 600'000;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t return_to_bytes_max = 2'000, login_bytes_max = 60;

constexpr sql::Query forget_attempts{"forget_sign_in_attempts",
                                     "DELETE FROM sign_in_attempt WHERE expires_at_ms <= :p1"};
constexpr sql::Query insert_attempt{
    "insert_sign_in_attempt",
    "INSERT INTO sign_in_attempt (sha256, provider, state, nonce, code_verifier, return_to, "
    "expires_at_ms) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7)"};
constexpr sql::Query find_attempt{
    "find_sign_in_attempt",
    "SELECT provider, state, nonce, code_verifier, return_to FROM sign_in_attempt WHERE sha256 = "
    ":p1 AND expires_at_ms > :p2"};
constexpr sql::Query delete_attempt{"delete_sign_in_attempt",
                                    "DELETE FROM sign_in_attempt WHERE sha256 = :p1"};
constexpr sql::Query find_identity{
    "find_identity", "SELECT account_id FROM identity WHERE issuer = :p1 AND subject = :p2"};
constexpr sql::Query insert_identity{
    "insert_identity",
    "INSERT INTO identity (issuer, subject, account_id, login, email, created_at_ms, "
    "signed_in_at_ms) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7)"};
constexpr sql::Query update_identity{
    "update_identity",
    "UPDATE identity SET login = :p1, email = :p2, signed_in_at_ms = :p3 WHERE issuer = :p4 AND "
    "subject = :p5"};

struct Attempt {
    std::string provider, state, nonce, code_verifier, return_to;
};

[[noreturn]] void refuse_attempt() {
    throw Error(ErrorCode::bad_request,
                "This sign-in was started in another browser, was used before, or is older than "
                "ten minutes. Start again.");
}

/// The shown name of a new account: the login without what a name may not contain.
std::string account_name(const identity::Person& person) {
    std::string name = text::cut(text::trim(person.login), login_bytes_max);
    if (schema::text_problem(name, {.format = schema::TextFormat::name, .filled = true}))
        name = "member";
    return name;
}

}  // namespace

std::string local_path(std::string_view return_to) {
    const bool is_local = return_to.starts_with('/') && return_to.size() <= return_to_bytes_max &&
                          !return_to.starts_with("//") && !return_to.starts_with("/\\") &&
                          std::none_of(return_to.begin(), return_to.end(), [](char c) {
                              return static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == 0x7f;
                          });
    return is_local ? std::string(return_to) : "/";
}

identity::Provider& SignIn::provider(std::string_view id) const {
    for (const auto& provider : providers_) {
        if (provider->id() == id) return *provider;
    }
    throw Error(ErrorCode::not_found,
                "This server does not sign in with \"" + text::cut(id, 40) + "\".");
}

SignInStarted SignIn::start(std::string_view provider_id, std::string_view return_to,
                            const std::string& redirect_uri) {
    identity::Provider& issuer = provider(provider_id);
    const auto secret = [this] { return text::base64url(random_.bytes(secret_bytes)); };
    const Attempt attempt{.provider = std::string(issuer.id()),
                          .state = secret(),
                          .nonce = secret(),
                          .code_verifier = secret(),
                          .return_to = local_path(return_to)};
    SignInStarted started{
        .address = issuer.authorization_url(
            {.state = attempt.state,
             .nonce = attempt.nonce,
             .code_challenge = text::base64url(sha256_bytes(attempt.code_verifier)),
             .redirect_uri = redirect_uri}),
        .cookie_secret = secret()};
    const Milliseconds now_ms = clock_.now_ms();
    database_.write([&](sql::Transaction& transaction) {
        transaction.execute(forget_attempts, now_ms);
        transaction.execute(insert_attempt, sha256_hex(started.cookie_secret), attempt.provider,
                            attempt.state, attempt.nonce, attempt.code_verifier, attempt.return_to,
                            now_ms + attempt_ms);
    });
    return started;
}

SignedIn SignIn::finish(std::string_view provider_id, const SignInReturn& given,
                        const std::string& redirect_uri, const Place& place) {
    identity::Provider& issuer = provider(provider_id);
    const std::string sha256 = sha256_hex(given.cookie_secret);
    const Milliseconds now_ms = clock_.now_ms();
    // Taken before the issuer is asked, so that it works once whatever happens then.
    const auto attempt = database_.write([&](sql::Transaction& transaction) {
        const auto row =
            transaction.row<std::string, std::string, std::string, std::string, std::string>(
                find_attempt, sha256, now_ms);
        transaction.execute(delete_attempt, sha256);
        return row;
    });
    if (!attempt) refuse_attempt();
    const auto& [attempt_provider, state, nonce, code_verifier, return_to] = *attempt;
    // Digests have equal length and tell nothing of a common start.
    if (attempt_provider != issuer.id() || sha256_hex(state) != sha256_hex(given.state))
        refuse_attempt();
    if (!given.error.empty() || given.code.empty())
        throw Error(ErrorCode::forbidden,
                    std::string(issuer.title()) +
                        (given.error.empty() || given.error == "access_denied"
                             ? " did not let you in, or you refused."
                             : " answered \"" + text::cut(given.error, 100) + "\".") +
                        " Start again if that was a mistake.");
    const identity::Person person = issuer.identify({.code = given.code,
                                                     .code_verifier = code_verifier,
                                                     .nonce = nonce,
                                                     .redirect_uri = redirect_uri});
    const auto is_member = [&](const std::string& organisation) {
        return std::any_of(
            person.organisations.begin(), person.organisations.end(),
            [&](const std::string& own) { return text::iequals(own, organisation); });
    };
    if (!rules_.organisations.empty() &&
        std::none_of(rules_.organisations.begin(), rules_.organisations.end(), is_member))
        throw Error(ErrorCode::forbidden,
                    "Only members of certain organisations may sign in here, and " +
                        std::string(issuer.title()) +
                        " does not name you as a member of one. Ask the operator.");
    return database_.write([&](sql::Transaction& transaction) {
        const auto known =
            transaction.row<std::string>(find_identity, person.issuer, person.subject);
        std::string account_id;
        if (known) {
            account_id = std::get<0>(*known);
            transaction.execute(update_identity, person.login, person.verified_email, now_ms,
                                person.issuer, person.subject);
        } else {
            account_id = accounts_.add(transaction, account_name(person), domain::Role::user,
                                       {sql::AuditActor::server().account, place.address});
            transaction.execute(insert_identity, person.issuer, person.subject, account_id,
                                person.login, person.verified_email, now_ms, now_ms);
        }
        return SignedIn{.session = accounts_.credentials().open_session(
                            transaction, account_id, std::string(issuer.title()), place),
                        .return_to = return_to};
    });
}

}  // namespace lem::accounts
