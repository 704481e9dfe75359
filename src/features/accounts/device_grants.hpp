#pragma once
/// The device flow (RFC 8628): a program on another machine gets a token once the owner of an
/// account has compared a code in a browser. Thread-safe; calls block.

#include "domain/device_wire.hpp"
#include "features/accounts/accounts.hpp"

#include <variant>

namespace lem::accounts {

class DeviceGrants {
public:
    DeviceGrants(sql::Database& database, const Clock& clock, RandomSource& random,
                 Accounts& accounts)
        : database_(database), clock_(clock), random_(random), accounts_(accounts) {}

    /// `page` is the address where the owner approves. Throws Error(bad_request) for an unknown
    /// scope, Error(unavailable) while too many wait.
    domain::DeviceCode ask(const domain::DeviceRequest& request, const std::string& page,
                           const std::string& address);
    /// The token, or what to do instead. The secret of a token is given once.
    std::variant<domain::DeviceToken, domain::DeviceError> poll(const std::string& device_code);

    /// Throws Error(not_found) for a code that nobody waits with.
    domain::WaitingDevice waiting(const domain::Principal& principal, const std::string& user_code,
                                  const std::string& address) const;
    /// Throws Error(not_found) for a code that nobody waits with, Error(forbidden) for a scope
    /// that was not asked for or that the caller does not have.
    void decide(const domain::Principal& principal, const std::string& user_code,
                const domain::DeviceDecision& decision);

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    Accounts& accounts_;
};

}  // namespace lem::accounts
