#pragma once
/// Tokens and browser sessions: who presents which secret, and what it allows. A secret is shown
/// once; the database holds its SHA-256 (238 random bits need no slow hash). Thread-safe; all but
/// `remembered` and `forget_remembered` may block.

#include "base/id.hpp"
#include "domain/account.hpp"
#include "features/accounts/credential_cache.hpp"
#include "features/accounts/credential_store.hpp"
#include "platform/sql/audit.hpp"

namespace lem::accounts {

/// What a new token may do, and for how long.
struct TokenPlan {
    std::string account_id;
    std::string name;
    std::vector<domain::Scope> scopes;
    std::optional<Milliseconds> expires_at_ms = {};
    std::string origin = {};  // "lem login"; empty for one made by hand
    Place place = {};
};

struct IssuedToken {
    std::string id;
    std::string secret;
};

struct Session {
    std::string secret;
    domain::Principal principal;
};

class Credentials {
public:
    Credentials(sql::Database& database, const Clock& clock, RandomSource& random)
        : database_(database), clock_(clock), random_(random) {}

    /// nullopt for an unknown, expired or revoked secret, or one of another kind. Records the use,
    /// at most once a minute.
    std::optional<domain::Principal> authenticate(std::string_view secret,
                                                  domain::CredentialKind kind,
                                                  std::string_view address = {}) const;
    /// As a recent `authenticate` found it; in memory only.
    std::optional<domain::Principal> remembered(std::string_view secret,
                                                domain::CredentialKind kind) const;
    /// Forgets all remembered credentials: an account changed, perhaps in another process.
    void forget_remembered() { cache_.forget(); }

    /// Throws Error(forbidden) for a scope that the role of the account does not have.
    IssuedToken create_token(sql::Transaction& transaction, const TokenPlan& plan,
                             const sql::AuditActor& by) const;
    /// The same for the caller's account, within the caller's own scopes. Throws Error(forbidden)
    /// for others, Error(conflict) at the limit of tokens.
    NewToken create_token(const domain::Principal& principal, const TokenRequest& request);
    /// A new secret with the same name, scopes and time; the old one ends within an hour, so that
    /// it can be replaced where it is used. Throws Error(not_found) for a token of another account,
    /// Error(conflict) for a revoked or expired one.
    NewToken rotate_token(const domain::Principal& principal, const std::string& id);
    /// The tokens of the caller's account, newest first.
    TokenList tokens_of(const domain::Principal& principal) const;
    /// Oldest first; of one account, or of all.
    std::vector<TokenInfo> tokens(const std::optional<std::string>& account_name) const;
    /// Also revokes the sessions opened with the token. Throws Error(not_found) for an unknown id,
    /// or one of another account than `of`; false when it was revoked before.
    bool revoke_token(const std::string& id,
                      const sql::AuditActor& by = sql::AuditActor::command_line(),
                      const std::optional<std::string>& of = {});

    /// Ends the token with this secret, by whoever has it; does nothing for an unknown one.
    void revoke_secret(std::string_view secret, const std::string& address);

    /// A session of the account with the scopes of its role. `origin` says how it was opened.
    Session open_session(sql::Transaction& transaction, const std::string& account_id,
                         const std::string& origin, const Place& place) const;
    /// A session with the rights of a token. Throws Error(unauthenticated) when it is not valid.
    Session exchange_token(std::string_view token, const Place& place);
    /// Open ones of the caller's account, last used first.
    SessionList sessions_of(const domain::Principal& principal) const;
    /// Throws Error(not_found) for a session of another account.
    void end_session(const domain::Principal& principal, const std::string& id);
    /// Ends all sessions of the caller but the one it uses.
    void end_other_sessions(const domain::Principal& principal);
    /// Ends every session of an account: what it may do has changed.
    void end_sessions(sql::Transaction& transaction, const std::string& account_id) const;
    /// Does nothing for an unknown secret.
    void close_session(std::string_view secret);

private:
    Session insert_session(sql::Transaction& transaction, domain::Principal principal,
                           const std::string& origin, const Place& place,
                           const std::optional<std::string>& parent_id) const;

    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    mutable CredentialCache cache_;
};

}  // namespace lem::accounts
