#pragma once
/// Who somebody is, by somebody else's word: GitHub (github.hpp) or an OpenID Connect issuer
/// (open_id.hpp). It knows no account; what becomes of a person is decided by its caller.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::identity {

/// `issuer` and `subject` together are the identity: they never change and are never given to
/// somebody else. All other members may change with each sign-in, and a login may be reused.
struct Person {
    std::string issuer;   // an address, such as https://github.com
    std::string subject;  // GitHub's number of the user; the `sub` of OpenID Connect
    std::string login;    // a short name, unique there at the moment; never empty
    std::string name;     // as people write it; the login if there is none
    std::optional<std::string> verified_email;  // only what the issuer says to be verified
    std::vector<std::string> organisations;     // their logins or group names, if asked for
};

/// What a browser is sent with. The caller makes and keeps the secrets and compares them when the
/// browser is back.
struct SignInStart {
    std::string state;           // for the browser's return
    std::string nonce;           // for the ID token; GitHub has none
    std::string code_challenge;  // PKCE, method S256
    std::string redirect_uri;    // where the browser comes back to
};

/// What a browser came back with, and what was kept for it.
struct SignInReply {
    std::string code;
    std::string code_verifier;
    std::string nonce;
    std::string redirect_uri;  // as it was at the start
};

/// Thread-safe.
class Provider {
public:
    virtual ~Provider() = default;

    /// "github" or "oidc": for addresses and the database.
    virtual std::string_view id() const = 0;
    /// What a button says: "GitHub", or the operator's name of the company's issuer.
    virtual std::string_view title() const = 0;
    /// Where to send the browser. May ask the issuer for its addresses, which blocks. Throws
    /// Error(unavailable, timed_out) if that fails.
    virtual std::string authorization_url(const SignInStart& start) = 0;
    /// Exchanges the code and asks who it is; blocks. Throws Error with words for a user:
    /// `unauthenticated` if the issuer refuses the code (used before, too old) or its answer is not
    /// to be trusted, `unavailable` or `timed_out` if a retry may succeed.
    virtual Person identify(const SignInReply& reply) = 0;
};

}  // namespace lem::identity
