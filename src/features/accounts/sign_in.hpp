#pragma once
/// Signing in with an issuer (GitHub, OpenID Connect): the browser is sent there and comes back
/// with a code. The attempt is bound to the browser by a cookie, works once and ends after ten
/// minutes. Thread-safe; calls block.

#include "features/accounts/accounts.hpp"
#include "platform/identity/provider.hpp"

namespace lem::accounts {

/// Who may sign in.
struct SignInRules {
    /// Members of one of these organisations only; everybody if empty.
    std::vector<std::string> organisations;
};

struct SignInStarted {
    std::string address;        // of the issuer, where the browser goes next
    std::string cookie_secret;  // binds the attempt to this browser
};

/// What the browser brings back.
struct SignInReturn {
    std::string cookie_secret;
    std::string state;
    std::string code;
    std::string error;  // the issuer's word when the person refused
};

struct SignedIn {
    Session session;
    std::string return_to;
};

class SignIn {
public:
    SignIn(sql::Database& database, const Clock& clock, RandomSource& random, Accounts& accounts,
           std::vector<std::unique_ptr<identity::Provider>> providers, SignInRules rules)
        : database_(database),
          clock_(clock),
          random_(random),
          accounts_(accounts),
          providers_(std::move(providers)),
          rules_(std::move(rules)) {}

    const std::vector<std::unique_ptr<identity::Provider>>& providers() const { return providers_; }

    /// `return_to` is a path of this server; anything else becomes "/". Throws Error(not_found) for
    /// an unknown provider, Error(unavailable) when the issuer does not answer.
    SignInStarted start(std::string_view provider_id, std::string_view return_to,
                        const std::string& redirect_uri);
    /// The session of the account that the person has; a person who signs in for the first time
    /// gets one. Throws Error(bad_request) for an attempt of another browser, of an earlier time or
    /// used before; Error(forbidden) for a person whom the rules do not let in; else as
    /// identity::Provider does.
    SignedIn finish(std::string_view provider_id, const SignInReturn& given,
                    const std::string& redirect_uri, const Place& place);

private:
    identity::Provider& provider(std::string_view id) const;

    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    Accounts& accounts_;
    const std::vector<std::unique_ptr<identity::Provider>> providers_;
    const SignInRules rules_;
};

/// The path if it leads to a page of this server, else "/".
std::string local_path(std::string_view return_to);

}  // namespace lem::accounts
