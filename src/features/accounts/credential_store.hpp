#pragma once
/// Reads and inserts rows of the table `token`, which holds tokens and sessions. Within a
/// transaction of the caller.

#include "base/clock.hpp"
#include "domain/account.hpp"
#include "features/accounts/credential_wire.hpp"
#include "platform/sql/database.hpp"

#include <algorithm>

namespace lem::accounts {

/// A session ends after this time, and after `session_idle_days` without use.
inline constexpr Milliseconds session_days_max = 60, session_idle_days = 14;

/// Where a secret is used, as its owner will recognise it.
struct Place {
    std::string address;      // of the client
    std::string description;  // "Firefox on Linux"; may be empty
};

struct ValidCredential {
    std::string name;
    domain::Principal principal;
    Milliseconds last_used_at_ms = 0;  // 0: never

    /// The time, or earlier if the credential ends before it.
    Milliseconds valid_until(Milliseconds time_ms) const {
        return std::min(principal.expires_at_ms.value_or(time_ms), time_ms);
    }
};

/// A row to insert; of the secret, its SHA-256 and its first characters are kept.
struct NewCredential {
    std::string id;
    domain::CredentialKind kind = domain::CredentialKind::token;
    std::string account_id;
    std::string name;
    std::string secret;
    std::vector<domain::Scope> scopes;
    Milliseconds created_at_ms = 0;
    std::optional<Milliseconds> expires_at_ms;
    std::optional<std::string> parent_id = {};  // the token that a session was opened with
    std::string origin;
    Place place;
};
void insert(sql::Transaction& transaction, const NewCredential& credential);

/// nullopt unless it is valid now. It allows what it was given and the account's role still has.
std::optional<ValidCredential> find_valid(sql::Reader& reader, const std::string& sha256,
                                          domain::CredentialKind kind, Milliseconds now_ms);

struct StoredToken {
    std::string account_id;
    std::string name;
    std::string origin;
    std::vector<domain::Scope> scopes;
    Milliseconds created_at_ms = 0;
    std::optional<Milliseconds> expires_at_ms;
    bool revoked = false;
};
std::optional<StoredToken> stored_token(sql::Reader& reader, const std::string& id);
std::optional<TokenInfo> token_of(sql::Reader& reader, const std::string& id);

/// Of an account that exists.
domain::Role role_of(sql::Reader& reader, const std::string& account_id);
/// The account with all that its role may do; without a credential.
domain::Principal principal_of(sql::Reader& reader, const std::string& account_id);

std::string scope_text(const std::vector<domain::Scope>& scopes);
/// Names that this program does not know are left out.
std::vector<domain::Scope> parse_scopes(std::string_view text);

}  // namespace lem::accounts
