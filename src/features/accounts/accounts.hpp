#pragma once
/// Accounts and their tokens. A token is shown once; the database holds its SHA-256 (238 random
/// bits need no slow hash). Thread-safe.

#include "base/id.hpp"
#include "domain/account.hpp"
#include "platform/sql/database.hpp"

namespace lem::accounts {

/// "lemu_" + 40 base62 characters + 6 of CRC-32, so that typing errors are found without asking.
std::string make_token(RandomSource& random);
bool is_well_formed(std::string_view token);

class Accounts {
public:
    Accounts(sql::Database& database, const Clock& clock, RandomSource& random)
        : database_(database), clock_(clock), random_(random) {}

    /// Nothing for an unknown, expired or revoked token.
    std::optional<domain::Principal> authenticate(std::string_view token) const;

    /// The new token of that account, which is made if need be. Throws Error(bad_request) for a
    /// name that is not one line of printable text.
    std::string create_token(const std::string& account_name, const std::string& token_name,
                             const std::vector<domain::Scope>& scopes,
                             std::optional<int> expires_days);

    bool any_account() const;

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
};

}  // namespace lem::accounts
