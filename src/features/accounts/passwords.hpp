#pragma once
/// Passwords of local accounts, for installations without GitHub or a company's issuer. No account
/// has one until its owner sets it by a one-time address, which the first start, or an
/// administrator, makes. Thread-safe; calls block.

#include "features/accounts/accounts.hpp"

namespace lem::accounts {

inline constexpr std::size_t password_length_min = 12, password_length_max = 200;

/// The page that takes a one-time code. It stands after #, which no browser sends and no log keeps.
inline constexpr std::string_view password_page = "/set-password#";

class Passwords {
public:
    Passwords(sql::Database& database, const Clock& clock, RandomSource& random, Accounts& accounts)
        : database_(database), clock_(clock), random_(random), accounts_(accounts) {}

    /// A secret that sets the password of the account once, within a day. Earlier ones of the
    /// account end. Throws Error(not_found) for an unknown name.
    std::string one_time_code(const std::string& account_name,
                              const sql::AuditActor& by = sql::AuditActor::command_line());
    /// Sets the password and signs in; all other sessions of the account end. Throws
    /// Error(not_found) for a code that is unknown, used or too old, Error(invalid) for a password
    /// that is too short, too long or the account's name.
    Session set_password(const std::string& code, const std::string& password, const Place& place);
    /// Throws Error(unauthenticated), with the same words and after the same time for an unknown
    /// account and a wrong password; Error(unavailable) while too many ask at once.
    Session sign_in(const std::string& account_name, const std::string& password,
                    const Place& place);
    /// Whether any account has a password.
    bool any() const;

private:
    sql::Database& database_;
    const Clock& clock_;
    RandomSource& random_;
    Accounts& accounts_;
};

}  // namespace lem::accounts
