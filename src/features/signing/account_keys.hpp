#pragma once
/// Public keys of accounts, and what the server knows of the key that signed a result. Thread-safe;
/// calls block.

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/account.hpp"
#include "domain/signing/account_key.hpp"
#include "platform/sql/database.hpp"

#include <functional>

namespace lem::signing {

class AccountKeys {
public:
    /// `log` is the origin that claims name. `changed` is called after each commit; it must not
    /// throw.
    AccountKeys(sql::Database& database, const Clock& clock, RandomSource& random, std::string log,
                std::function<void()> changed)
        : database_(database),
          clock_(clock),
          random_(random),
          log_(std::move(log)),
          changed_(std::move(changed)) {}

    struct Registered {
        domain::AccountKey key;
        bool is_new = false;
    };
    /// A key of the caller that is registered already is given back as it is. Throws Error(invalid)
    /// unless the claim is by this key for this account and this server, and Error(conflict) when
    /// the key belongs to another account or is revoked, or the account has too many.
    Registered add(const domain::Principal& principal, const domain::KeyRegistration& registration);
    domain::AccountKeyList list(const domain::AccountKeyQuery& query) const;
    /// By its owner or an administrator. Throws Error(not_found), Error(forbidden).
    domain::AccountKey revoke(const domain::Principal& principal, const std::string& id);

    /// Throws Error(forbidden) when the key belongs to another account, or is revoked.
    void require_own(const domain::Principal& principal, const domain::PublicKey& signer) const;

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    std::string log_;
    std::function<void()> changed_;
};

}  // namespace lem::signing
