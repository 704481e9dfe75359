#pragma once
/// Accounts, their tokens and browser sessions. A secret is shown once; the database holds its
/// SHA-256 (238 random bits need no slow hash). Thread-safe; all but `remembered` may block.

#include "base/id.hpp"
#include "domain/account.hpp"
#include "features/accounts/credential_cache.hpp"
#include "platform/sql/audit.hpp"

namespace lem::accounts {

class Accounts {
public:
    Accounts(sql::Database& database, const Clock& clock, RandomSource& random)
        : database_(database), clock_(clock), random_(random) {}

    /// nullopt for an unknown, expired or revoked secret, or one of another kind.
    std::optional<domain::Principal> authenticate(std::string_view secret,
                                                  domain::CredentialKind kind) const;
    /// As a recent `authenticate` found it; in memory only.
    std::optional<domain::Principal> remembered(std::string_view secret,
                                                domain::CredentialKind kind) const;

    /// The new token of that account, which is created if missing. Throws Error(bad_request) for a
    /// name that is not one line of printable text.
    std::string create_token(const std::string& account_name, const std::string& token_name,
                             const std::vector<domain::Scope>& scopes,
                             std::optional<int> expires_days,
                             const sql::AuditActor& by = sql::AuditActor::command_line());

    /// All results of the account are shown under the new name at once; stored results are not
    /// rewritten. Throws Error(not_found) for an unknown name, Error(conflict) when the new one is
    /// taken, Error(bad_request) for an invalid name.
    void rename(const std::string& name, const std::string& new_name,
                const sql::AuditActor& by = sql::AuditActor::command_line());

    struct Account {
        std::string id;
        std::string name;
        std::string role;
        Milliseconds created_at_ms = 0;
    };
    /// Oldest first.
    std::vector<Account> list() const;
    /// Forgets all remembered credentials: an account changed, perhaps in another process. Does not
    /// block.
    void forget_remembered() { cache_.forget(); }

    struct Token {
        std::string id;
        std::string account;
        std::string name;
        std::string scopes;
        Milliseconds created_at_ms = 0;
        std::optional<Milliseconds> expires_at_ms;
        std::optional<Milliseconds> revoked_at_ms;
    };
    /// Oldest first; of one account, or of all.
    std::vector<Token> tokens(const std::optional<std::string>& account_name) const;
    /// Also revokes the sessions opened with the token. Throws Error(not_found) for an unknown id;
    /// false when it was revoked before.
    bool revoke_token(const std::string& id,
                      const sql::AuditActor& by = sql::AuditActor::command_line());

    struct Session {
        std::string secret;
        domain::Principal principal;
    };
    /// `address` is of the client. Throws Error(unauthenticated) when the token is not valid.
    Session open_session(std::string_view token, const std::string& address);
    /// Does nothing for an unknown secret.
    void close_session(std::string_view secret);

    bool any_account() const;

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    mutable CredentialCache cache_;
};

}  // namespace lem::accounts
